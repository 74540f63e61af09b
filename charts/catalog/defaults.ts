import type { ResolvedSpec, Workload } from '../../src/api/resolved.ts';
import { ADDONS } from './default-addons.ts';
import { MESH } from './default-mesh.ts';
import { ANY_IP_FAMILIES, KUBERNETES_ROLLOUT, WORKLOAD } from './default-workload.ts';
import { like, type ByMinor, type Change } from './minor.ts';

type Rollout = Workload['rollout'];

/** Settings of a release line where neither profile nor user says otherwise; version, profile and gateways apart. */
export type Defaults = Omit<ResolvedSpec, 'version' | 'profile' | 'gateways'>;

const scaled = { autoscaling: { ...WORKLOAD.autoscaling, enabled: true } };

const V1_3: Defaults = {
  namespace: 'istio-system',
  namespaceLabels: {},
  paused: false,
  management: 'Apply',
  adoption: 'Refuse',
  images: { hub: 'docker.io/istio', tag: '', pullPolicy: 'IfNotPresent', pullSecrets: [], overrides: {}, mirrors: {} },
  mesh: MESH,
  sidecar: {
    autoInject: true,
    injectNamespacesByDefault: false,
    rewriteAppHTTPProbe: false,
    neverInjectSelector: [],
    alwaysInjectSelector: [],
    injectedAnnotations: {},
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } },
    concurrency: 2,
    logLevel: '',
    componentLogLevel: '',
    lifecycle: {},
    privileged: false,
    init: { resources: { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '100m', memory: '50Mi' } } },
    capture: {
      includeIPRanges: '*',
      excludeIPRanges: '',
      includeInboundPorts: '*',
      excludeInboundPorts: '',
      excludeOutboundPorts: '',
      kubevirtInterfaces: '',
    },
    readiness: { statusPort: 15020, initialDelaySeconds: 1, periodSeconds: 2, failureThreshold: 30 },
    cni: { enabled: false },
    sds: { enabled: false, udsPath: '', tokenAudience: 'istio-ca' },
  },
  defaults: {
    resources: { requests: { cpu: '10m' } },
    nodeSelector: {},
    tolerations: [],
    affinity: {},
    service: ANY_IP_FAMILIES,
    podDisruptionBudget: { enabled: true },
    architectures: { amd64: 2, arm64: 0, ppc64le: 2, s390x: 2 },
    logLevel: 'default:info',
    priorityClassName: '',
  },
  components: {
    pilot: {
      ...WORKLOAD,
      ...scaled,
      resources: { requests: { cpu: '500m', memory: '2048Mi' } },
      env: { PILOT_PUSH_THROTTLE: '100', GODEBUG: 'gctrace=1' },
      sidecar: true,
      keepaliveMaxServerConnectionAge: '30m',
      protocolSniffing: { outbound: true, inbound: false },
      subscribedResources: [],
      jwksResolverExtraRootCA: '',
    },
    galley: { ...WORKLOAD, serviceDiscovery: false, analysis: false },
    citadel: {
      ...WORKLOAD,
      selfSigned: true,
      workloadCertTTL: '2160h',
      createMeshPolicy: true,
      healthCheck: false,
      enableNamespacesByDefault: true,
    },
    injector: WORKLOAD,
    policy: { ...WORKLOAD, ...scaled, env: { GOMAXPROCS: '6', GODEBUG: 'gctrace=1' } },
    telemetry: {
      ...WORKLOAD,
      ...scaled,
      env: { GOMAXPROCS: '6', GODEBUG: 'gctrace=1' },
      resources: { requests: { cpu: '1000m', memory: '1G' }, limits: { cpu: '4800m', memory: '4G' } },
      loadShedding: { mode: 'enforce', latencyThreshold: '100ms' },
      sessionAffinity: false,
      reportBatch: { maxEntries: 100, maxTime: '1s' },
      adapters: {
        useAdapterCRDs: false,
        useTemplateCRDs: false,
        stdio: { enabled: false, outputAsJson: true },
        prometheus: { enabled: true, metricsExpiryDuration: '10m' },
        kubernetesenv: { enabled: true },
      },
    },
    ...ADDONS,
    ingress: {
      ...WORKLOAD,
      ...scaled,
      enabled: false,
      rollout: KUBERNETES_ROLLOUT,
      service: {
        type: 'LoadBalancer',
        annotations: {},
        loadBalancerIP: '',
        externalTrafficPolicy: 'Cluster',
        ...ANY_IP_FAMILIES,
        ports: [
          { name: 'http', port: 80, nodePort: 32000 },
          { name: 'https', port: 443 },
        ],
      },
    },
    nodeagent: { ...WORKLOAD, enabled: false, rollout: { ...WORKLOAD.rollout, maxUnavailable: 1 } },
    coredns: { ...WORKLOAD, enabled: false },
  },
  upgrade: {
    gateTimeout: '10m',
    onFailure: 'Rollback',
    approval: 'Automatic',
    soak: '0s',
    dataPlane: { restart: 'Never', maxUnavailable: '10%', namespaces: [] },
  },
  overlays: [],
  deletion: { crds: 'Keep', certificateAuthority: 'Keep', injectedSecrets: 'Keep' },
};

const quiet = { env: { GODEBUG: undefined } };

const V1_4 = like(V1_3, { components: { pilot: quiet, policy: quiet, telemetry: quiet } });

/** Only the ports that a pod declares, unless it says otherwise. */
const declaredPorts = { capture: { includeInboundPorts: '' } };
const oneByOne: { rollout: Rollout } = { rollout: { maxSurge: 1, maxUnavailable: 0 } };
const unhurried: { rollout: Rollout } = { rollout: KUBERNETES_ROLLOUT };
const ROLLOUTS_1_1_AND_1_2 = {
  pilot: oneByOne,
  galley: oneByOne,
  citadel: oneByOne,
  injector: oneByOne,
  policy: oneByOne,
  telemetry: oneByOne,
  coredns: unhurried,
};
const inMemory = { jaeger: { spanStorageType: 'memory' } } as const;

const V1_2 = like(V1_3, {
  mesh: { locality: { enabled: undefined } },
  sidecar: declaredPorts,
  components: {
    tracing: inMemory,
    ...ROLLOUTS_1_1_AND_1_2,
  },
});

const V1_1 = like(V1_3, {
  mesh: { locality: { enabled: undefined } },
  defaults: { logLevel: '' },
  sidecar: { ...declaredPorts, resources: { limits: { memory: '128Mi' } } },
  components: {
    tracing: inMemory,
    ...ROLLOUTS_1_1_AND_1_2,
    telemetry: { ...oneByOne, adapters: { useAdapterCRDs: true } },
  },
});

const V1_0 = like(V1_3, {
  mesh: {
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    policyChecks: true,
    accessLog: { file: '/dev/stdout' },
    tracing: { sampling: 100 },
    statsd: { address: 'istio-statsd-prom-bridge:9125' },
    useMCP: false,
    locality: { enabled: undefined },
    kubernetesIngress: { gateway: 'ingress' },
  },
  defaults: { logLevel: '' },
  sidecar: {
    ...declaredPorts,
    resources: { requests: { cpu: '10m', memory: undefined }, limits: undefined },
    concurrency: 0,
    readiness: { statusPort: 0 },
    init: { resources: { requests: undefined, limits: undefined } },
  },
  components: {
    pilot: {
      ...unhurried,
      autoscaling: { max: 1, cpuPercent: 55 },
      env: { GODEBUG: undefined, PILOT_PUSH_THROTTLE: undefined, PILOT_THROTTLE: '500' },
    },
    galley: oneByOne,
    citadel: unhurried,
    injector: unhurried,
    policy: { ...unhurried, env: { GODEBUG: undefined, GOMAXPROCS: undefined } },
    telemetry: {
      ...unhurried,
      env: { GODEBUG: undefined, GOMAXPROCS: undefined },
      resources: { requests: undefined, limits: undefined },
      adapters: { stdio: { enabled: true } },
    },
    grafana: { auth: { passphraseKey: 'password' } },
    kiali: { contextPath: '' },
    tracing: { ...inMemory, ingress: { hosts: ['tracing.local'] } },
    coredns: unhurried,
  },
});

const godebug = { env: { GODEBUG: 'gctrace=2' } };

const CHANGES: { readonly [Patch in '1.0.1' | '1.0.3' | '1.0.6' | '1.1.4' | '1.1.7' | '1.4.1']: Change<Defaults> } = {
  '1.0.1': {
    components: {
      pilot: {
        autoscaling: { max: 5, cpuPercent: 80 },
        env: { PILOT_THROTTLE: undefined, PILOT_PUSH_THROTTLE_COUNT: '100', GODEBUG: 'gctrace=2' },
      },
    },
  },
  '1.0.3': {
    mesh: { tracing: { sampling: 1 }, statsd: { address: '' } },
    components: { policy: godebug, telemetry: godebug },
  },
  '1.0.6': { components: { grafana: { auth: { passphraseKey: 'passphrase' } } } },
  '1.1.4': { defaults: { logLevel: 'default:info' } },
  '1.1.7': { sidecar: { resources: { limits: { memory: '1024Mi' } } } },
  '1.4.1': { components: { tracing: { service: { port: 80 } } } },
};

/** What the official charts of each line install by default (values.yaml of the chart and its subcharts). */
export const DEFAULTS: ByMinor<Defaults> = {
  '1.0': V1_0,
  '1.1': V1_1,
  '1.2': V1_2,
  '1.3': V1_3,
  '1.4': V1_4,
  ...CHANGES,
};
