import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

/** What is to become of an example. */
interface Expected {
  readonly spec: MeshInstallSpec;
  /** Places of what the MeshInstall does not say. */
  readonly unmapped: readonly string[];
  readonly remarks: readonly string[];
}

/** Files of examples/import, and what they are to become. */
export const EXAMPLES: Readonly<Record<string, Expected>> = {
  'values.yaml': {
    spec: { version: '1.4.10', mesh: { mtls: { enabled: true }, tracing: { sampling: 5 } } },
    unmapped: ['certmanager.enabled'],
    remarks: [],
  },
  'umbrella-values.yaml': {
    spec: {
      version: '1.3.8',
      mesh: { outboundTrafficPolicy: 'REGISTRY_ONLY' },
      components: { grafana: { enabled: true } },
    },
    unmapped: ['istio.pilot.noSuchSetting'],
    remarks: ['umbrella-values.yaml: cert-manager: values of other charts'],
  },
  'flux-1.yaml': {
    spec: { version: '1.4.3', components: { kiali: { enabled: true } } },
    unmapped: ['spec.valuesFrom[0]', 'spec.values.pilot.noSuchSetting'],
    remarks: [
      'flux-1.yaml: HelmRelease istio-system/istio-init: the chart istio-init brings Custom Resource Definitions only, ' +
        'which every MeshInstall brings by itself',
    ],
  },
  'flux-2.yaml': {
    spec: { version: '1.4.10', namespace: 'mesh', gateways: [{ name: 'istio-egressgateway', enabled: true }] },
    unmapped: ['spec.valuesFrom[0]', 'spec.values.pilot.noSuchSetting'],
    remarks: ['spec.chart.spec.version: "~1.4.0": taken for 1.4.10'],
  },
  'k3s-helm-chart.yaml': {
    spec: {
      version: '1.2.10',
      mesh: { mtls: { enabled: true } },
      components: { telemetry: { adapters: { stdio: { enabled: true } } } },
    },
    unmapped: ['spec.set.pilot.noSuchSetting'],
    remarks: [],
  },
  'argo-application.yaml': {
    spec: {
      version: '1.1.17',
      mesh: { tracing: { sampling: 10 } },
      components: { grafana: { enabled: true } },
      gateways: [{ name: 'istio-ingressgateway', serviceAnnotations: { 'example.com/internal': 'true' } }],
    },
    unmapped: ['spec.source.helm.valueFiles[0]', 'spec.source.helm.values.pilot.noSuchSetting'],
    remarks: [],
  },
  'istio-control-plane.yaml': {
    spec: {
      version: '1.4.6',
      profile: 'demo',
      namespace: 'mesh',
      mesh: { mtls: { enabled: true } },
      components: {
        pilot: {
          replicas: 2,
          autoscaling: { min: 2, max: 4, cpuPercent: 60 },
          env: { PILOT_PUSH_THROTTLE: '50' },
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['mesh'] }] }],
              },
            },
          },
        },
        policy: { enabled: false },
        telemetry: { env: { GOMAXPROCS: '4' }, adapters: { stdio: { outputAsJson: false } } },
        galley: { resources: { requests: { cpu: '100m' } } },
        grafana: { enabled: false },
        kiali: { image: 'quay.io/kiali/kiali:v1.15' },
        tracing: { service: { port: 9411, portName: 'http-query' } },
      },
      sidecar: { cni: { enabled: true }, componentLogLevel: 'misc:error', logLevel: 'warning' },
      gateways: [
        {
          name: 'istio-ingressgateway',
          type: 'NodePort',
          externalTrafficPolicy: 'Local',
          rollout: { maxSurge: 1 },
        },
        { name: 'istio-egressgateway', enabled: false },
      ],
    },
    unmapped: [
      'spec.values.telemetry.v2',
      'spec.trafficManagement.components.pilot.k8s.priorityClassName',
      'spec.trafficManagement.components.pilot.k8s.overlays',
      'spec.cni.enabled',
      'spec.values.pilot.noSuchSetting',
    ],
    remarks: [],
  },
  'banzai-istio.yaml': {
    spec: {
      version: '1.4.8',
      images: { hub: 'registry.example.com/istio' },
      mesh: {
        mtls: { enabled: true },
        tracing: { sampling: 10 },
        statsd: { address: 'statsd.monitoring:9125' },
        accessLogService: { address: 'logs.monitoring:15000' },
      },
      sidecar: { componentLogLevel: 'misc:error', logLevel: 'warning' },
      defaults: { podDisruptionBudget: { enabled: false } },
      components: {
        pilot: { replicas: 2, autoscaling: { enabled: false, min: 2, max: 2 } },
        citadel: { image: 'registry.example.com/istio/citadel:patched', selfSigned: false },
        policy: { enabled: false },
        prometheus: { enabled: false },
      },
      gateways: [
        {
          name: 'istio-ingressgateway',
          type: 'NodePort',
          serviceAnnotations: { 'example.com/internal': 'true' },
          ports: [{ name: 'https', port: 443 }],
        },
      ],
    },
    unmapped: ['spec.autoInjectionNamespaces', 'spec.noSuchField'],
    remarks: [],
  },
  'maistra-1.yaml': {
    spec: {
      version: '1.4.10',
      namespace: 'mesh',
      mesh: { mtls: { enabled: true } },
      sidecar: { autoInject: false },
      defaults: { podDisruptionBudget: { enabled: false } },
      components: { grafana: { enabled: true }, tracing: { enabled: true } },
      gateways: [{ name: 'istio-ingressgateway', type: 'ClusterIP' }],
    },
    unmapped: ['spec.istio.global.tag', 'spec.istio.tracing.jaeger.template', 'spec.threeScale'],
    remarks: [
      'spec.version: "v1.1": taken for 1.4.10',
      'maistra-1.yaml: ServiceMeshControlPlane mesh/basic: sidecars are injected in namespaces with the label ' +
        'istio-injection=enabled, and no more in members',
      'maistra-1.yaml: ServiceMeshMemberRoll mesh/default: lists members; label these namespaces istio-injection=enabled',
    ],
  },
  'maistra-2.yaml': {
    spec: {
      version: '1.4.10',
      namespace: 'mesh',
      mesh: {
        mtls: { enabled: true },
        accessLog: { file: '/dev/stdout' },
        policyChecks: true,
        tracing: { enabled: false, sampling: 10 },
      },
      sidecar: { autoInject: false, capture: { excludeIPRanges: '10.0.0.0/8,192.168.0.0/16' } },
      defaults: { podDisruptionBudget: { enabled: false } },
      components: { pilot: { replicas: 2, resources: { requests: { cpu: '200m' } } } },
      gateways: [
        { name: 'istio-ingressgateway', serviceAnnotations: { 'example.com/internal': 'true' } },
        { name: 'istio-egressgateway', enabled: true },
      ],
    },
    unmapped: ['spec.security.certificateAuthority.type'],
    remarks: [
      'spec.version: "v1.1": taken for 1.4.10',
      'maistra-2.yaml: ServiceMeshControlPlane mesh/basic: sidecars are injected in namespaces with the label ' +
        'istio-injection=enabled, and no more in members',
    ],
  },
};
