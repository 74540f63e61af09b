import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { GATEWAY_FACTS, type GatewayFacts } from '../catalog/gateway-pod.ts';
import { rowOf } from '../catalog/minor.ts';
import { podPorts, trafficPorts } from '../kit/gateway-ports.ts';
import { istioImage } from '../kit/images.ts';
import { atLogLevel } from '../kit/logging.ts';
import type { Container, PodSpec, Probe, Volume, VolumeMount } from '../kit/types.ts';
import { container, downward, environment } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { gatewayCoreDump } from './core-dump.ts';
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
import { serviceArgs } from './proxy-services.ts';
import { tracerArgs, tracerMounts, tracerVolumes } from './tracers.ts';

/** Name of the volume with the node agent's socket, in gateways. */
const NODE_AGENT_SOCKET = 'sdsudspath';

/** Where the proxy meets the container that fetches certificates of hosts. */
const INGRESS_SOCKET: VolumeMount = { name: 'ingressgatewaysdsudspath', mountPath: '/var/run/ingress_gateway' };

/** The pod of a gateway. Every Secret is optional, so that a gateway runs before anybody has made one. */
export function gatewayPod(mesh: Mesh, settings: ResolvedGateway, account: string): PodSpec {
  const facts = rowOf(GATEWAY_FACTS, mesh.spec.version);
  const fetcher = settings.sds.enabled && facts.sds ? [fetchContainer(mesh, settings, facts.sds)] : [];
  const initContainers = gatewayCoreDump(mesh);
  return {
    serviceAccountName: account,
    ...(initContainers.length > 0 && { initContainers }),
    containers: [
      ...fetcher,
      proxyContainer(mesh, settings, facts),
      ...(settings.additionalContainers as unknown as Container[]),
    ],
    volumes: [
      ...(fetcher.length > 0 ? [{ name: INGRESS_SOCKET.name, emptyDir: {} }] : []),
      ...sdsVolumes(mesh, NODE_AGENT_SOCKET),
      certificateVolume(account),
      ...settings.secretVolumes.map(({ name, secretName }): Volume => ({
        name,
        secret: { secretName, optional: true },
      })),
      ...settings.configVolumes.map(({ name, configMapName }): Volume => ({
        name,
        configMap: { name: configMapName, optional: true },
      })),
      ...tracerVolumes(mesh),
    ],
  };
}

function fetchContainer(mesh: Mesh, { sds }: ResolvedGateway, { image }: NonNullable<GatewayFacts['sds']>): Container {
  const resources = Object.keys(sds.resources).length > 0 ? sds.resources : mesh.spec.defaults.resources;
  return {
    ...container(mesh, 'ingress-sds', istioImage(mesh, 'nodeagent', image, sds.image), resources),
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
    ports: podPorts(trafficPorts(mesh.spec, settings), statsPorts(mesh)),
    args: args(mesh, settings, facts),
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

function args(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts): string[] {
  const { args: fixed, statusPort } = facts;
  const { name, applicationPorts } = settings;
  const { address: statsd } = mesh.spec.mesh.statsd;
  return [
    'proxy',
    'router',
    ...domainArgs(mesh),
    ...atLogLevel(mesh, fixed),
    ...['--serviceCluster', name],
    ...tracerArgs(mesh, isAway(mesh, settings)),
    ...(statsd === '' ? [] : ['--statsdUdpAddress', statsd]),
    ...serviceArgs(mesh),
    ...identityArgs(mesh),
    ...(statusPort === undefined ? [] : ['--statusPort', String(statusPort)]),
    ...authenticationArgs(mesh),
    ...(applicationPorts === '' ? [] : ['--applicationPorts', applicationPorts]),
    ...['--discoveryAddress', discoveryAddress(mesh, settings, facts)],
  ];
}

/** Short names of the control plane's Services mean nothing in another namespace. */
const isAway = ({ spec }: Mesh, { namespace }: ResolvedGateway): boolean =>
  namespace !== '' && namespace !== spec.namespace;

function discoveryAddress(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts): string {
  const { discoveryPort, qualifiesPilot } = facts;
  const { spec } = mesh;
  const host = qualifiesPilot || isAway(mesh, settings) ? `istio-pilot.${spec.namespace}` : 'istio-pilot';
  return `${host}:${spec.mesh.controlPlaneSecurity ? discoveryPort.secured : discoveryPort.plain}`;
}

function variables(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts): Record<string, string> {
  const { name, labels, sds, env } = settings;
  const { ownerPrefix, metadataLabels } = facts;
  return {
    ...(metadataLabels && { ISTIO_METAJSON_LABELS: sortedJson({ ...labels, ...metadataLabels }) }),
    ...(facts.identifiesMesh && identity(mesh, name)),
    ...sdsVariables(mesh),
    ...(sds.enabled && facts.sds && { ISTIO_META_USER_SDS: 'true' }),
    ...(ownerPrefix !== undefined && {
      ISTIO_META_WORKLOAD_NAME: name,
      ISTIO_META_OWNER: `${ownerPrefix}/namespaces/${settings.namespace || mesh.spec.namespace}/deployments/${name}`,
    }),
    ...env,
  };
}

/** The network is that of the gateway through which other clusters come in. */
function identity({ spec: { mesh } }: Mesh, name: string): Record<string, string> {
  const { clusterName, network } = mesh.multiCluster;
  const id = mesh.id || mesh.trustDomain;
  return {
    ISTIO_META_CLUSTER_ID: clusterName || 'Kubernetes',
    ...(id !== '' && { ISTIO_META_MESH_ID: id }),
    ...(network !== '' && name === 'istio-ingressgateway' && { ISTIO_META_NETWORK: network }),
    ...(mesh.mtls.auto && { ISTIO_AUTO_MTLS_ENABLED: 'true' }),
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
