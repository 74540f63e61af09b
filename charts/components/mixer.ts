import { rowOf } from '../catalog/minor.ts';
import { MIXER, type MixerFacts, type MixerRole } from '../catalog/mixer.ts';
import { clusterAccess, namespaced, service, serviceAccount } from '../kit/objects.ts';
import type { Manifest, PodSpec, ServicePort, ServiceSpec, VolumeMount } from '../kit/types.ts';
import { deployment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { bridgeBeside } from './bridge.ts';
import { adapterMounts, MIXER_ACCOUNT, mixerContainer, SOCKET } from './mixer-container.ts';
import { controlPlaneProxy, controlPlaneProxyVolumes, statsPorts } from './proxy.ts';
import { statsdBridge } from './statsd.ts';

const LABELS = { app: 'mixer' };
const SERVICE_LABELS = { ...LABELS, istio: 'mixer' };

/** Policy answers sidecars that ask before each request. */
export function policy(mesh: Mesh): Manifest[] {
  return mixer(mesh, 'policy', []);
}

/** Telemetry turns the reports of sidecars into metrics and logs. */
export function telemetry(mesh: Mesh): Manifest[] {
  return mixer(mesh, 'telemetry', [{ name: 'prometheus', port: 42422 }]);
}

function mixer(mesh: Mesh, role: MixerRole, morePorts: ServicePort[]): Manifest[] {
  const facts = rowOf(MIXER, mesh.spec.version);
  const name = `istio-${role}`;
  const settings = mesh.spec.components[role];
  const selector = { istio: 'mixer', 'istio-mixer-type': role };
  return [
    ...(keepsAccount(mesh, role) ? account(mesh, facts) : []),
    service(
      mesh,
      name,
      SERVICE_LABELS,
      { ports: [...servicePorts(facts), ...morePorts], selector, ...affinity(mesh, role) },
      { ...facts.serviceAnnotations },
    ),
    deployment(mesh, {
      name,
      labels: { app: 'istio-mixer', istio: 'mixer' },
      podLabels: { app: role, ...facts.podLabels, ...selector },
      selector,
      settings,
      pod: pod(mesh, role, facts),
    }),
    ...scaling(mesh, { name, labels: SERVICE_LABELS, selector, settings }),
    destinationRule(mesh, name, facts),
    ...(role === 'telemetry' && facts.statsdBridge ? statsdBridge(mesh, facts.statsdBridge.image) : []),
  ];
}

function affinity({ spec }: Mesh, role: MixerRole): Pick<ServiceSpec, 'sessionAffinity'> {
  return role === 'telemetry' && spec.components.telemetry.sessionAffinity ? { sessionAffinity: 'ClientIP' } : {};
}

/** Both roles run under one account; it comes with policy or, where there is none, with telemetry. */
const keepsAccount = ({ spec }: Mesh, role: MixerRole): boolean => role === 'policy' || !spec.components.policy.enabled;

function account(mesh: Mesh, facts: MixerFacts): Manifest[] {
  const { namespace } = mesh.spec;
  const names = {
    role: `istio-mixer-${namespace}`,
    binding: `istio-mixer-admin-role-binding-${namespace}`,
    account: MIXER_ACCOUNT,
  };
  return [serviceAccount(mesh, MIXER_ACCOUNT, LABELS), ...clusterAccess(mesh, names, LABELS, [...facts.rules])];
}

const PLAIN_PORT = 9091;
const TLS_PORT = 15004;

const servicePorts = (facts: MixerFacts): ServicePort[] => [
  { name: 'grpc-mixer', port: PLAIN_PORT },
  { name: 'grpc-mixer-mtls', port: TLS_PORT },
  { name: 'http-monitoring', port: facts.monitoringPort },
];

function pod(mesh: Mesh, role: MixerRole, facts: MixerFacts): PodSpec {
  const secretName = `${role}-adapter-secret`;
  const secret = facts.adapterSecret && { name: secretName, secret: { secretName, optional: true } };
  const mounts: VolumeMount[] = [SOCKET, ...adapterMounts(facts, role, 'istio-proxy')];
  const ports = [...facts.proxyPorts.map((containerPort) => ({ containerPort })), ...statsPorts(mesh)];
  const bridge = bridgeBeside(mesh, 'mixer');
  return {
    serviceAccountName: MIXER_ACCOUNT,
    containers: [
      ...(bridge ? [bridge.container] : []),
      mixerContainer(mesh, role, facts, bridge),
      controlPlaneProxy(mesh, { component: role, ports, mounts }),
    ],
    volumes: [
      ...controlPlaneProxyVolumes(mesh, MIXER_ACCOUNT),
      { name: SOCKET.name, emptyDir: {} },
      ...(secret ? [secret] : []),
      ...(bridge ? [bridge.volume] : []),
    ],
  };
}

/** How sidecars connect: many requests over one connection, and TLS only where the proxy ends it. */
function destinationRule(mesh: Mesh, name: string, facts: MixerFacts): Manifest {
  const { namespace } = mesh.spec;
  const { clusterDomain, controlPlaneSecurity } = mesh.spec.mesh;
  const always = facts.portTls === 'always';
  const portLevelSettings = [
    { port: { number: TLS_PORT }, tls: { mode: 'ISTIO_MUTUAL' } },
    ...(always ? [{ port: { number: PLAIN_PORT }, tls: { mode: 'DISABLE' } }] : []),
  ];
  return {
    ...namespaced(mesh, 'networking.istio.io/v1alpha3', 'DestinationRule', name, LABELS),
    spec: {
      host: `${name}.${namespace}.svc.${clusterDomain}`,
      trafficPolicy: {
        ...((always || controlPlaneSecurity) && { portLevelSettings }),
        connectionPool: { http: { http2MaxRequests: 10000, maxRequestsPerConnection: 10000 } },
      },
    },
  };
}
