import { rowOf } from '../catalog/minor.ts';
import { PILOT, type PilotFacts, type TlsEnd } from '../catalog/pilot.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, service, serviceAccount } from '../kit/objects.ts';
import { unhelped } from '../kit/served.ts';
import type { Container, Manifest, PodSpec } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { CERTIFICATES, certificateVolume, controlPlaneProxy, controlPlaneProxyVolumes, namesDomain } from './proxy.ts';

const NAME = 'istio-pilot';
const ACCOUNT = 'istio-pilot-service-account';
const SELECTOR = { istio: 'pilot' };

/** Pilot turns Istio configuration and the service registry into configuration of the proxies (xDS). */
export function pilot(mesh: Mesh): Manifest[] {
  const { namespace, components, version } = mesh.spec;
  const facts = rowOf(PILOT, version);
  const role = `${NAME}-${namespace}`;
  const labels = { app: facts.app };
  const workload = { name: NAME, labels: { ...labels, ...SELECTOR }, selector: SELECTOR, settings: components.pilot };
  return [
    serviceAccount(mesh, ACCOUNT, labels),
    ...clusterAccess(mesh, { role, binding: role, account: ACCOUNT }, labels, [...facts.rules]),
    service(mesh, NAME, workload.labels, {
      ports: [
        { name: 'grpc-xds', port: 15010 },
        { name: 'https-xds', port: 15011 },
        { name: 'http-legacy-discovery', port: 8080 },
        { name: 'http-monitoring', port: facts.monitoringPort },
      ],
      selector: SELECTOR,
    }),
    deployment(mesh, { ...workload, podLabels: { app: 'pilot', ...SELECTOR }, pod: pod(mesh, facts) }),
    ...scaling(mesh, workload),
  ];
}

function pod(mesh: Mesh, facts: PilotFacts): PodSpec {
  const { sidecar } = mesh.spec.components.pilot;
  return {
    serviceAccountName: ACCOUNT,
    containers: [discovery(mesh, facts), ...(sidecar ? [proxy(mesh)] : [])],
    volumes: [
      { name: 'config-volume', configMap: { name: 'istio' } },
      ...(sidecar ? controlPlaneProxyVolumes(mesh, ACCOUNT) : [certificateVolume(ACCOUNT)]),
    ],
  };
}

function proxy(mesh: Mesh): Container {
  const ports = [15003, 15005, 15007, SECURE_PORT].map((containerPort) => ({ containerPort }));
  return controlPlaneProxy(mesh, { component: 'pilot', ports });
}

/** Whoever ends TLS listens here: the proxy, or pilot itself when it has none. */
const SECURE_PORT = 15011;

function discovery(mesh: Mesh, facts: PilotFacts): Container {
  const settings = mesh.spec.components.pilot;
  const ports = [8080, 15010, ...(settings.sidecar ? [] : [SECURE_PORT])];
  const sampling = { PILOT_TRACE_SAMPLING: String(mesh.spec.mesh.tracing.sampling) };
  return {
    ...container(mesh, 'discovery', istioImage(mesh, 'pilot', facts.image, settings.image), settings.resources),
    args: discoveryArgs(mesh, facts),
    ports: ports.map((containerPort) => ({ containerPort })),
    env: environment(
      { POD_NAME: 'metadata.name', POD_NAMESPACE: 'metadata.namespace' },
      { ...facts.env, ...sampling, ...settings.env },
    ),
    readinessProbe: {
      httpGet: { path: facts.readiness.path, port: 8080 },
      initialDelaySeconds: facts.readiness.initialDelaySeconds,
      periodSeconds: facts.readiness.periodSeconds,
      timeoutSeconds: 5,
    },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/istio/config' }, CERTIFICATES],
  };
}

function discoveryArgs(mesh: Mesh, facts: PilotFacts): string[] {
  const { clusterDomain, trustDomain } = mesh.spec.mesh;
  const secureGrpc = facts.secureGrpc[tlsEnd(mesh)];
  return [
    'discovery',
    ...facts.flags,
    ...(namesDomain(facts, mesh) ? ['--domain', clusterDomain] : []),
    ...(trustDomain === '' ? [] : [`--trust-domain=${trustDomain}`]),
    ...(secureGrpc === undefined ? [] : ['--secureGrpcAddr', secureGrpc]),
    ...(readsCrds(mesh) && !unhelped(mesh.capabilities) ? ['--disable-install-crds'] : []),
  ];
}

/** Without galley pilot watches the CRDs itself, and would first install them over the API that is gone. */
const readsCrds = ({ spec }: Mesh): boolean => !spec.mesh.useMCP;

function tlsEnd({ spec }: Mesh): TlsEnd {
  const secured = spec.mesh.controlPlaneSecurity;
  if (spec.components.pilot.sidecar) return secured ? 'securedProxy' : 'proxy';
  return secured ? 'securedPilot' : 'pilot';
}
