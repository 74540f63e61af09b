import type { ResolvedSpec, Workload } from '../../src/api/resolved.ts';
import type { ByMinor } from './minor.ts';

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

/** What the official charts of each line install by default (values.yaml of the chart and its subcharts). */
export const DEFAULTS: ByMinor<Defaults> = {
  '1.4': {
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
      citadel: { ...WORKLOAD, selfSigned: true, workloadCertTTL: '2160h' },
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
      nodeagent: off,
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
  },
};
