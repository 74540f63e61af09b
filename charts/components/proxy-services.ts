import { rowOf } from '../catalog/minor.ts';
import { PROXY_SERVICES, type ProxyService } from '../catalog/proxy-services.ts';
import type { Mesh } from '../mesh.ts';

/** Arguments of pilot-agent about the services that its Envoy sends logs and metrics to. */
export const serviceArgs = (mesh: Mesh): string[] =>
  servicesOf(mesh).flatMap((service) => [
    service.flag,
    service.flagIsAddress ? addressOf(mesh, service) : JSON.stringify(settingsOf(mesh, service)),
  ]);

/** The same in defaultConfig of the mesh configuration. */
export const serviceFields = (mesh: Mesh): Record<string, unknown> =>
  Object.fromEntries(
    servicesOf(mesh).map((service) => [
      service.field,
      service.fieldIsAddress ? addressOf(mesh, service) : settingsOf(mesh, service),
    ]),
  );

/** Those that the release knows and somebody asked for. */
const servicesOf = (mesh: Mesh): readonly ProxyService[] =>
  rowOf(PROXY_SERVICES, mesh.spec.version).filter((service) => addressOf(mesh, service) !== '');

const addressOf = ({ spec }: Mesh, { setting }: ProxyService): string => spec.mesh[setting].address;

/** A RemoteService of MeshConfig, in the order of the charts and without texts that say nothing. */
function settingsOf({ spec }: Mesh, { setting, hasConnection }: ProxyService): object {
  const { address, tlsSettings, tcpKeepalive } = spec.mesh[setting];
  return { address, ...(hasConnection && { tlsSettings: said(tlsSettings), tcpKeepalive: said(tcpKeepalive) }) };
}

function said(settings: object): object {
  const entries = Object.entries(settings).filter(([, value]) => value !== '');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
