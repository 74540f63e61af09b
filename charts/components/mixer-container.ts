import type { MixerFacts, MixerRole } from '../catalog/mixer.ts';
import { istioImage } from '../kit/images.ts';
import { atLogLevel } from '../kit/logging.ts';
import type { Container, VolumeMount } from '../kit/types.ts';
import { container, environment } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { BRIDGE_KUBECONFIG, type Bridge } from './bridge.ts';
import { CERTIFICATES } from './proxy.ts';
import { zipkinHost } from './tracers.ts';

/** The account of both mixers. */
export const MIXER_ACCOUNT = 'istio-mixer-service-account';

/** Where mixer listens for its proxy. */
export const SOCKET: VolumeMount = { name: 'uds-socket', mountPath: '/sock' };

/** Mixer itself, behind its proxy; with a bridge it asks that one for what Kubernetes no longer serves. */
export function mixerContainer(mesh: Mesh, role: MixerRole, facts: MixerFacts, bridge: Bridge | undefined): Container {
  const settings = mesh.spec.components[role];
  return {
    ...container(mesh, 'mixer', istioImage(mesh, role, facts.image, settings.image), settings.resources),
    ports: [{ containerPort: facts.monitoringPort }, { containerPort: 42422 }],
    args: [
      ...atLogLevel(mesh, facts.flags),
      ...storeArgs(mesh, facts.certificateFlags[role]),
      ...facts.storeFlags[role],
      ...facts.oldKinds[role].map((kinds) => `--${kinds}=${mesh.spec.components.telemetry.adapters[kinds]}`),
      ...tracingArgs(mesh, facts),
      ...(role === 'telemetry' && facts.shedsLoad ? loadSheddingArgs(mesh) : []),
    ],
    env: environment(facts.fields, { ...(bridge && { KUBECONFIG: BRIDGE_KUBECONFIG }), ...settings.env }),
    volumeMounts: [
      ...(mesh.spec.mesh.useMCP ? [CERTIFICATES] : []),
      ...adapterMounts(facts, role, 'mixer'),
      SOCKET,
      ...(bridge ? [bridge.mount] : []),
    ],
    livenessProbe: {
      httpGet: { path: '/version', port: facts.monitoringPort },
      initialDelaySeconds: 5,
      periodSeconds: 5,
    },
  };
}

/** The adapter Secret, in the container of the pod that the release line mounts it in. */
export function adapterMounts(facts: MixerFacts, role: MixerRole, into: 'mixer' | 'istio-proxy'): VolumeMount[] {
  if (facts.adapterSecret?.[role] !== into) return [];
  const mountPath = `/var/run/secrets/istio.io/${role}/adapter`;
  return [{ name: `${role}-adapter-secret`, mountPath, readOnly: true }];
}

function storeArgs({ spec }: Mesh, namesCertificate: boolean): string[] {
  const { useMCP, controlPlaneSecurity } = spec.mesh;
  const galley = `${controlPlaneSecurity ? 'mcps' : 'mcp'}://istio-galley.${spec.namespace}.svc:9901`;
  return [
    `--configStoreURL=${useMCP ? galley : 'k8s://'}`,
    ...(useMCP && controlPlaneSecurity && namesCertificate ? CERTIFICATE_ARGS : []),
    `--configDefaultNamespace=${spec.namespace}`,
  ];
}

const CERTIFICATE_ARGS = [
  '--certFile=/etc/certs/cert-chain.pem',
  '--keyFile=/etc/certs/key.pem',
  '--caCertFile=/etc/certs/root-cert.pem',
];

/** Mixer sends its own spans to zipkin and to nothing else, whatever the sidecars do with theirs. */
function tracingArgs(mesh: Mesh, facts: MixerFacts): string[] {
  const host = zipkinHost(mesh, facts.qualifiesZipkin ? `zipkin.${mesh.spec.namespace}:9411` : 'zipkin:9411');
  return [`--trace_zipkin_url=http://${host}/api/v1/spans`];
}

function loadSheddingArgs({ spec }: Mesh): string[] {
  const { latencyThreshold, mode } = spec.components.telemetry.loadShedding;
  return ['--averageLatencyThreshold', latencyThreshold, '--loadsheddingMode', mode];
}
