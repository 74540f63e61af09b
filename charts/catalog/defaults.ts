import type { ResolvedSpec, Workload } from '../../src/api/resolved.ts';
import { like, type ByMinor, type Change } from './minor.ts';

type Rollout = Workload['rollout'];

/** What Kubernetes does for Deployments that do not say. */
export const KUBERNETES_ROLLOUT: Rollout = { maxSurge: '25%', maxUnavailable: '25%' };

/** Settings of a release line where neither profile nor user says otherwise; version, profile and gateways apart. */
export type Defaults = Omit<ResolvedSpec, 'version' | 'profile' | 'gateways'>;

const autoscaling = { enabled: false, min: 1, max: 5, cpuPercent: 80 };

/** A workload that nobody configured. Empty resources and placement fall back to spec.defaults. */
export const WORKLOAD: Workload = {
  enabled: true,
  replicas: 1,
  autoscaling,
  resources: {},
  env: {},
  image: '',
  nodeSelector: {},
  tolerations: [],
  affinity: {},
  podAnnotations: {},
  rollout: { maxSurge: '100%', maxUnavailable: '25%' },
};

const scaled: Workload = { ...WORKLOAD, autoscaling: { ...autoscaling, enabled: true } };
const off: Workload = { ...WORKLOAD, enabled: false };

const V1_4: Defaults = {
  namespace: 'istio-system',
  paused: false,
  management: 'Apply',
  images: { hub: 'docker.io/istio', pullPolicy: 'IfNotPresent', pullSecrets: [], overrides: {} },
  mesh: {
    mtls: { enabled: false, auto: false },
    controlPlaneSecurity: false,
    trustDomain: '',
    clusterDomain: 'cluster.local',
    outboundTrafficPolicy: 'ALLOW_ANY',
    policyChecks: false,
    policyCheckFailOpen: false,
    accessLog: { file: '', encoding: 'TEXT', format: '' },
    tracing: {
      enabled: true,
      sampling: 1,
      tracer: 'zipkin',
      zipkin: { address: '' },
      lightstep: { address: '', accessToken: '', secure: true, cacertPath: '' },
      datadog: { address: '$(HOST_IP):8126' },
    },
    configValidation: true,
    useMCP: true,
    locality: { enabled: true },
    networks: {},
    kubernetesIngress: { enabled: false, gateway: 'ingressgateway', https: false },
    config: {},
    remote: {
      pilotAddress: '',
      policyAddress: '',
      telemetryAddress: '',
      createServiceEndpoints: false,
      grantAccess: false,
    },
  },
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
    capture: {
      includeIPRanges: '*',
      excludeIPRanges: '',
      includeInboundPorts: '*',
      excludeInboundPorts: '',
      excludeOutboundPorts: '',
    },
    readiness: { statusPort: 15020, initialDelaySeconds: 1, periodSeconds: 2, failureThreshold: 30 },
    cni: { enabled: false },
    sds: { enabled: false, udsPath: '', tokenAudience: 'istio-ca' },
  },
  defaults: {
    resources: { requests: { cpu: '10m' } },
    nodeSelector: {},
    tolerations: [],
    podDisruptionBudget: { enabled: true },
    priorityClassName: '',
  },
  components: {
    pilot: {
      ...scaled,
      resources: { requests: { cpu: '500m', memory: '2048Mi' } },
      env: { PILOT_PUSH_THROTTLE: '100' },
      sidecar: true,
    },
    galley: WORKLOAD,
    citadel: { ...WORKLOAD, selfSigned: true, workloadCertTTL: '2160h', createMeshPolicy: true },
    injector: WORKLOAD,
    policy: { ...scaled, env: { GOMAXPROCS: '6' } },
    telemetry: {
      ...scaled,
      env: { GOMAXPROCS: '6' },
      resources: { requests: { cpu: '1000m', memory: '1G' }, limits: { cpu: '4800m', memory: '4G' } },
      loadShedding: { mode: 'enforce', latencyThreshold: '100ms' },
      adapters: {
        stdio: { enabled: false, outputAsJson: true },
        prometheus: { enabled: true, metricsExpiryDuration: '10m' },
        kubernetesenv: { enabled: true },
      },
    },
    prometheus: { ...WORKLOAD, retention: '6h', scrapeInterval: '15s' },
    grafana: {
      ...off,
      persistence: { enabled: false, storageClassName: '', accessMode: 'ReadWriteMany', size: '5Gi' },
      auth: { enabled: false, secretName: 'grafana', usernameKey: 'username', passphraseKey: 'passphrase' },
    },
    tracing: { ...off, provider: 'jaeger' },
    kiali: off,
    servicegraph: off,
    nodeagent: { ...off, rollout: { ...WORKLOAD.rollout, maxUnavailable: 1 } },
    coredns: off,
  },
  upgrade: {
    gateTimeout: '10m',
    onFailure: 'Rollback',
    approval: 'Automatic',
    dataPlane: { restart: 'Never', maxUnavailable: '10%', namespaces: [] },
  },
  overlays: [],
  deletion: { crds: 'Keep', certificateAuthority: 'Keep', injectedSecrets: 'Keep' },
};

const V1_3 = like(V1_4, {
  components: {
    pilot: { env: { GODEBUG: 'gctrace=1' } },
    policy: { env: { GODEBUG: 'gctrace=1' } },
    telemetry: { env: { GODEBUG: 'gctrace=1' } },
  },
});

const oneByOne: Rollout = { maxSurge: 1, maxUnavailable: 0 };

const V1_2 = like(V1_3, {
  mesh: { locality: { enabled: undefined } },
  // Only the ports that a pod declares, unless it says otherwise.
  sidecar: { capture: { includeInboundPorts: '' } },
  components: {
    pilot: { rollout: oneByOne },
    galley: { rollout: oneByOne },
    citadel: { rollout: oneByOne },
    injector: { rollout: oneByOne },
    policy: { rollout: oneByOne },
    telemetry: { rollout: oneByOne },
    coredns: { rollout: KUBERNETES_ROLLOUT },
  },
});

const V1_1 = like(V1_2, { sidecar: { resources: { limits: { memory: '128Mi' } } } });

const godebug = { env: { GODEBUG: 'gctrace=2' } };

const V1_0 = like(V1_1, {
  mesh: {
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    policyChecks: true,
    accessLog: { file: '/dev/stdout' },
    tracing: { sampling: 100 },
    useMCP: false,
    kubernetesIngress: { gateway: 'ingress' },
  },
  sidecar: {
    resources: { requests: { cpu: '10m', memory: undefined }, limits: undefined },
    concurrency: 0,
    readiness: { statusPort: 0 },
  },
  components: {
    pilot: {
      rollout: KUBERNETES_ROLLOUT,
      autoscaling: { max: 1, cpuPercent: 55 },
      env: { GODEBUG: undefined, PILOT_PUSH_THROTTLE: undefined, PILOT_THROTTLE: '500' },
    },
    citadel: { rollout: KUBERNETES_ROLLOUT },
    injector: { rollout: KUBERNETES_ROLLOUT },
    policy: { rollout: KUBERNETES_ROLLOUT, env: { GODEBUG: undefined, GOMAXPROCS: undefined } },
    telemetry: {
      rollout: KUBERNETES_ROLLOUT,
      env: { GODEBUG: undefined, GOMAXPROCS: undefined },
      resources: { requests: undefined, limits: undefined },
      adapters: { stdio: { enabled: true } },
    },
  },
});

const CHANGES: { readonly [Patch in '1.0.1' | '1.0.3' | '1.1.7']: Change<Defaults> } = {
  '1.0.1': {
    components: {
      pilot: {
        autoscaling: { max: 5, cpuPercent: 80 },
        env: { PILOT_THROTTLE: undefined, PILOT_PUSH_THROTTLE_COUNT: '100', GODEBUG: 'gctrace=2' },
      },
    },
  },
  '1.0.3': { mesh: { tracing: { sampling: 1 } }, components: { policy: godebug, telemetry: godebug } },
  '1.1.7': { sidecar: { resources: { limits: { memory: '1024Mi' } } } },
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
