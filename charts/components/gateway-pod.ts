import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { GATEWAY_FACTS, type GatewayFacts } from '../catalog/gateway-pod.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import type { Container, ContainerPort, PodSpec, Probe, Volume, VolumeMount } from '../kit/types.ts';
import { container, downward, environment } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import {
  authenticationArgs,
  CERTIFICATES,
  certificateVolume,
  domainArgs,
  identityArgs,
  proxyImage,
  sdsMounts,
  sdsVariables,
  sdsVolumes,
  statsPorts,
} from './proxy.ts';
import { tracerArgs, tracerMounts, tracerVolumes } from './tracers.ts';

/** Name of the volume with the node agent's socket, in gateways. */
const NODE_AGENT_SOCKET = 'sdsudspath';

/** Where the proxy meets the container that fetches certificates of hosts. */
const INGRESS_SOCKET: VolumeMount = { name: 'ingressgatewaysdsudspath', mountPath: '/var/run/ingress_gateway' };

/** The pod of a gateway. Every Secret is optional, so that a gateway runs before anybody has made one. */
export function gatewayPod(mesh: Mesh, settings: ResolvedGateway, account: string): PodSpec {
  const facts = rowOf(GATEWAY_FACTS, mesh.spec.version);
  const fetcher = settings.sds.enabled && facts.sds ? [fetchContainer(mesh, facts.sds)] : [];
  return {
    serviceAccountName: account,
    containers: [...fetcher, proxyContainer(mesh, settings, facts)],
    volumes: [
      ...(fetcher.length > 0 ? [{ name: INGRESS_SOCKET.name, emptyDir: {} }] : []),
      ...sdsVolumes(mesh, NODE_AGENT_SOCKET),
      certificateVolume(account),
      ...settings.secretVolumes.map(({ name, secretName }): Volume => ({
        name,
        secret: { secretName, optional: true },
      })),
      ...tracerVolumes(mesh),
    ],
  };
}

function fetchContainer(mesh: Mesh, { image, resources }: NonNullable<GatewayFacts['sds']>): Container {
  return {
    ...container(mesh, 'ingress-sds', istioImage(mesh, 'nodeagent', image), resources),
    env: [
      { name: 'ENABLE_WORKLOAD_SDS', value: 'false' },
      { name: 'ENABLE_INGRESS_GATEWAY_SDS', value: 'true' },
      ...downward({ INGRESS_GATEWAY_NAMESPACE: 'metadata.namespace' }),
    ],
    volumeMounts: [INGRESS_SOCKET],
  };
}

function proxyContainer(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts): Container {
  const image = settings.image || (mesh.spec.images.overrides[settings.name] ?? proxyImage(mesh));
  return {
    ...container(mesh, facts.container ?? settings.labels['istio'] ?? settings.name, image, settings.resources),
    ports: containerPorts(mesh, settings),
    args: args(mesh, settings.name, facts),
    ...(facts.statusPort !== undefined && { readinessProbe: readiness(facts.statusPort) }),
    env: environment(facts.fields, variables(mesh, settings, facts)),
    volumeMounts: [
      ...(settings.sds.enabled && facts.sds ? [INGRESS_SOCKET] : []),
      ...sdsMounts(mesh, NODE_AGENT_SOCKET),
      CERTIFICATES,
      ...settings.secretVolumes.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true })),
      ...tracerMounts(mesh),
    ],
  };
}

/** Each port once, even where ports of the Service share it: the apiserver refuses duplicates. */
function containerPorts(mesh: Mesh, { ports }: ResolvedGateway): ContainerPort[] {
  const listed = ports.map(({ port, targetPort, protocol }): ContainerPort => {
    return { containerPort: targetPort ?? port, ...(protocol !== undefined && { protocol }) };
  });
  const identity = ({ containerPort, protocol = 'TCP' }: ContainerPort): string => `${containerPort}/${protocol}`;
  return [...new Map([...listed, ...statsPorts(mesh)].map((port) => [identity(port), port])).values()];
}

function args(mesh: Mesh, name: string, facts: GatewayFacts): string[] {
  const { args: fixed, statusPort } = facts;
  return [
    'proxy',
    'router',
    ...domainArgs(mesh),
    ...fixed,
    ...['--serviceCluster', name],
    ...tracerArgs(mesh),
    ...identityArgs(mesh),
    ...(statusPort === undefined ? [] : ['--statusPort', String(statusPort)]),
    ...authenticationArgs(mesh),
    ...['--discoveryAddress', discoveryAddress(mesh, facts)],
  ];
}

function discoveryAddress({ spec }: Mesh, { discoveryPort, qualifiesPilot }: GatewayFacts): string {
  const host = qualifiesPilot ? `istio-pilot.${spec.namespace}` : 'istio-pilot';
  return `${host}:${spec.mesh.controlPlaneSecurity ? discoveryPort.secured : discoveryPort.plain}`;
}

function variables(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts): Record<string, string> {
  const { name, labels, sds, env } = settings;
  const { ownerPrefix, metadataLabels } = facts;
  return {
    ...(metadataLabels && { ISTIO_METAJSON_LABELS: sortedJson({ ...labels, ...metadataLabels }) }),
    ...facts.env,
    ...sdsVariables(mesh),
    ...(sds.enabled && facts.sds && { ISTIO_META_USER_SDS: 'true' }),
    ...(ownerPrefix !== undefined && {
      ISTIO_META_WORKLOAD_NAME: name,
      ISTIO_META_OWNER: `${ownerPrefix}/namespaces/${mesh.spec.namespace}/deployments/${name}`,
    }),
    ...env,
  };
}

function sortedJson(labels: Record<string, string>): string {
  const keys = Object.keys(labels).sort();
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, labels[key]])));
}

function readiness(port: number): Probe {
  return {
    httpGet: { path: '/healthz/ready', port, scheme: 'HTTP' },
    initialDelaySeconds: 1,
    periodSeconds: 2,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 30,
  };
}
