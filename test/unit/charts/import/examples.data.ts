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
};
