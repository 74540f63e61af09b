import { rowOf } from '../catalog/minor.ts';
import { PROXY } from '../catalog/proxy.ts';
import { istioImage } from '../kit/images.ts';
import { atLogLevel } from '../kit/logging.ts';
import type { Container, ContainerPort, Volume, VolumeMount } from '../kit/types.ts';
import { container, environment } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

/** What sets the proxy of one control-plane component apart from the others. */
export interface ProxyRole {
  /** Envoy's cluster name; also names the bootstrap template in the image. */
  readonly component: 'pilot' | 'policy' | 'telemetry';
  readonly ports: ContainerPort[];
  readonly mounts?: VolumeMount[];
}

/** The port on which an Envoy shows its statistics to Prometheus, where it has one. */
export function statsPorts({ spec }: Mesh): ContainerPort[] {
  return rowOf(PROXY, spec.version).showsStatistics ? [STATS_PORT] : [];
}

/** Port on which every Envoy shows its statistics to Prometheus. */
export const STATS_PORT: ContainerPort = { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' };

/** Fields of the pod that every proxy identifies itself by. */
const PROXY_FIELDS = {
  POD_NAME: 'metadata.name',
  POD_NAMESPACE: 'metadata.namespace',
  INSTANCE_IP: 'status.podIP',
};

/**
 * The proxy in front of pilot, policy and telemetry: it ends mutual TLS. Its Envoy has a static bootstrap, so it does
 * not need pilot to start.
 */
export function controlPlaneProxy(mesh: Mesh, role: ProxyRole): Container {
  const name = `istio-${role.component}`;
  return {
    ...container(mesh, 'istio-proxy', proxyImage(mesh), mesh.spec.sidecar.resources),
    ports: role.ports,
    args: [
      'proxy',
      ...domainArgs(mesh),
      ...['--serviceCluster', name],
      ...['--templateFile', `/etc/istio/proxy/envoy_${role.component}.yaml.tmpl`],
      ...authenticationArgs(mesh),
      ...identityArgs(mesh),
      ...atLogLevel(mesh, rowOf(PROXY, mesh.spec.version).controlPlaneArgs),
    ],
    env: environment(PROXY_FIELDS, sdsVariables(mesh)),
    volumeMounts: [CERTIFICATES, ...controlPlaneSds(mesh, sdsMounts), ...(role.mounts ?? [])],
  };
}

/** Volumes that the proxy of a control-plane component needs. */
export function controlPlaneProxyVolumes(mesh: Mesh, account: string): Volume[] {
  return [certificateVolume(account), ...controlPlaneSds(mesh, sdsVolumes)];
}

/** What the node agent needs, where it serves the control plane too. */
function controlPlaneSds<T>(mesh: Mesh, parts: (mesh: Mesh, socket: string) => T[]): T[] {
  return rowOf(PROXY, mesh.spec.version).controlPlaneSds ? parts(mesh, CONTROL_PLANE_SDS) : [];
}

/** The charts name this volume in two ways. */
const CONTROL_PLANE_SDS = 'sds-uds-path';

/** The image of proxies; spec.images.overrides knows it as `proxy`. */
export function proxyImage(mesh: Mesh): string {
  return istioImage(mesh, 'proxy', rowOf(PROXY, mesh.spec.version).image);
}

/** Where proxies, pilot and mixer look for their certificate. */
export const CERTIFICATES: VolumeMount = { name: 'istio-certs', mountPath: '/etc/certs', readOnly: true };

/** The certificate that citadel writes for an account; optional, because only mutual TLS needs it. */
export function certificateVolume(account: string): Volume {
  return { name: CERTIFICATES.name, secret: { secretName: `istio.${account}`, optional: true } };
}

/** True where a program is told the domain of the cluster: some lines say it only where it is not the usual one. */
export function namesDomain(facts: { readonly namesDomain: 'always' | 'unusual' }, { spec }: Mesh): boolean {
  return facts.namesDomain === 'always' || spec.mesh.clusterDomain !== 'cluster.local';
}

/** `--domain`, which completes the short host names that a proxy meets. */
export function domainArgs(mesh: Mesh): string[] {
  const { version, mesh: settings } = mesh.spec;
  const named = namesDomain(rowOf(PROXY, version), mesh);
  return named ? ['--domain', `$(POD_NAMESPACE).svc.${settings.clusterDomain}`] : [];
}

/** How a proxy authenticates the control plane. */
export function authenticationArgs({ spec }: Mesh): string[] {
  return ['--controlPlaneAuthPolicy', spec.mesh.controlPlaneSecurity ? 'MUTUAL_TLS' : 'NONE'];
}

/** Trust domain and log levels of Envoy, where they are set. */
export function identityArgs({ spec }: Mesh): string[] {
  const { trustDomain } = spec.mesh;
  const { logLevel, componentLogLevel } = spec.sidecar;
  return [
    ...(trustDomain === '' ? [] : [`--trust-domain=${trustDomain}`]),
    ...(logLevel === '' ? [] : [`--proxyLogLevel=${logLevel}`]),
    ...(componentLogLevel === '' ? [] : [`--proxyComponentLogLevel=${componentLogLevel}`]),
  ];
}

/** SDS_ENABLED, for the release lines that read it. */
export function sdsVariables({ spec }: Mesh): Record<string, string> {
  return rowOf(PROXY, spec.version).reportsSds ? { SDS_ENABLED: String(spec.sidecar.sds.enabled) } : {};
}

/** The node agent's socket and the token to show it, when certificates come from there. */
export function sdsMounts({ spec }: Mesh, socket: string): VolumeMount[] {
  if (!spec.sidecar.sds.enabled) return [];
  const { sdsTokenSeconds } = rowOf(PROXY, spec.version);
  return [
    { name: socket, mountPath: SDS_DIRECTORY, readOnly: true },
    ...(sdsTokenSeconds === undefined ? [] : [{ name: 'istio-token', mountPath: '/var/run/secrets/tokens' }]),
  ];
}

/** The volumes behind sdsMounts. */
export function sdsVolumes({ spec }: Mesh, socket: string): Volume[] {
  const { enabled, tokenAudience: audience } = spec.sidecar.sds;
  if (!enabled) return [];
  const { sdsTokenSeconds: expirationSeconds } = rowOf(PROXY, spec.version);
  return [
    { name: socket, hostPath: { path: SDS_DIRECTORY } },
    ...(expirationSeconds === undefined ? [] : [tokenVolume({ path: 'istio-token', expirationSeconds, audience })]),
  ];
}

/** Directory of the node agent's socket, the same on the node and in the pods. */
export const SDS_DIRECTORY = '/var/run/sds';

function tokenVolume(serviceAccountToken: { path: string; expirationSeconds: number; audience: string }): Volume {
  return { name: 'istio-token', projected: { sources: [{ serviceAccountToken }] } };
}
