import { rowOf } from '../catalog/minor.ts';
import { PILOT, type PilotFacts, type TlsEnd } from '../catalog/pilot.ts';
import { istioImage } from '../kit/images.ts';
import { atLogLevel } from '../kit/logging.ts';
import { clusterAccess, configMap, service, serviceAccount } from '../kit/objects.ts';
import { hasLegacyApis } from '../kit/served.ts';
import type { Container, Labels, Manifest, PodSpec, Volume } from '../kit/types.ts';
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
    ...rootCertificates(mesh, labels),
    deployment(mesh, { ...workload, podLabels: { app: 'pilot', ...SELECTOR }, pod: pod(mesh, facts) }),
    ...scaling(mesh, workload),
  ];
}

function pod(mesh: Mesh, facts: PilotFacts): PodSpec {
  const { sidecar, jwksResolverExtraRootCA } = mesh.spec.components.pilot;
  return {
    serviceAccountName: ACCOUNT,
    containers: [discovery(mesh, facts), ...(sidecar ? [proxy(mesh)] : [])],
    volumes: [
      { name: 'config-volume', configMap: { name: 'istio' } },
      ...(sidecar ? controlPlaneProxyVolumes(mesh, ACCOUNT) : [certificateVolume(ACCOUNT)]),
      ...(jwksResolverExtraRootCA === '' ? [] : [rootsVolume]),
    ],
  };
}

const ROOTS = 'istio-jwks-extra-cacerts';
const rootsVolume: Volume = { name: 'extracacerts', configMap: { name: ROOTS } };

/** What pilot trusts servers of JSON web keys by, beside what everybody trusts. */
function rootCertificates(mesh: Mesh, labels: Labels): Manifest[] {
  const { jwksResolverExtraRootCA } = mesh.spec.components.pilot;
  if (jwksResolverExtraRootCA === '') return [];
  return [configMap(mesh, ROOTS, { ...labels, ...SELECTOR }, { 'extra.pem': jwksResolverExtraRootCA })];
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
  return {
    ...container(mesh, 'discovery', istioImage(mesh, 'pilot', facts.image, settings.image), settings.resources),
    args: discoveryArgs(mesh, facts),
    ports: ports.map((containerPort) => ({ containerPort })),
    env: environment(
      { POD_NAME: 'metadata.name', POD_NAMESPACE: 'metadata.namespace' },
      { ...facts.env, ...decisions(mesh, facts), ...settings.env },
    ),
    readinessProbe: {
      httpGet: { path: facts.readiness.path, port: 8080 },
      initialDelaySeconds: facts.readiness.initialDelaySeconds,
      periodSeconds: facts.readiness.periodSeconds,
      timeoutSeconds: 5,
    },
    volumeMounts: [
      { name: 'config-volume', mountPath: '/etc/istio/config' },
      CERTIFICATES,
      ...(settings.jwksResolverExtraRootCA === '' ? [] : [{ name: rootsVolume.name, mountPath: '/cacerts' }]),
    ],
  };
}

/** What pilot reads from its environment, of what the spec settles. */
function decisions({ spec }: Mesh, { sniffsProtocols }: PilotFacts): Record<string, string> {
  const { outbound, inbound } = spec.components.pilot.protocolSniffing;
  return {
    PILOT_TRACE_SAMPLING: String(spec.mesh.tracing.sampling),
    ...(sniffsProtocols && {
      PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND: String(outbound),
      PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND: String(inbound),
    }),
  };
}

function discoveryArgs(mesh: Mesh, facts: PilotFacts): string[] {
  const { clusterDomain, trustDomain, oneNamespace } = mesh.spec.mesh;
  const { keepaliveMaxServerConnectionAge: age } = mesh.spec.components.pilot;
  const secureGrpc = facts.secureGrpc[tlsEnd(mesh)];
  return [
    'discovery',
    ...atLogLevel(mesh, facts.flags),
    ...(facts.namesConnectionAge ? ['--keepaliveMaxServerConnectionAge', age] : []),
    ...(oneNamespace ? ['-a', mesh.spec.namespace] : []),
    ...(namesDomain(facts, mesh) ? ['--domain', clusterDomain] : []),
    ...(trustDomain === '' ? [] : [`--trust-domain=${trustDomain}`]),
    ...(secureGrpc === undefined ? [] : ['--secureGrpcAddr', secureGrpc]),
    ...(readsCrds(mesh) && !hasLegacyApis(mesh.capabilities) ? ['--disable-install-crds'] : []),
  ];
}

/** Without galley pilot watches the CRDs itself, and would first install them over the API that is gone. */
const readsCrds = ({ spec }: Mesh): boolean => !spec.mesh.useMCP;

function tlsEnd({ spec }: Mesh): TlsEnd {
  const secured = spec.mesh.controlPlaneSecurity;
  if (spec.components.pilot.sidecar) return secured ? 'securedProxy' : 'proxy';
  return secured ? 'securedPilot' : 'pilot';
}
