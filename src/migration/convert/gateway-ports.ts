import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../kinds.ts';
import { list, record, text, textMap } from '../reading.ts';

type Labels = Readonly<Record<string, string>>;

/** True for a port of pods with these labels that Gateways serve HTTP on, or may where no Gateway was read. */
type ServesHttp = (labels: Labels, port: number, name: string) => boolean;

/**
 * Where gateways look at requests: a Gateway says that, and not the name of the port. What they pass through is a
 * connection for them, and so is a port that no Gateway names.
 */
export function gatewayPorts(objects: readonly Manifest[]): ServesHttp {
  const gateways = objects
    .filter((object) => kindOf(object) === 'Gateway.networking.istio.io')
    .map((gateway) => record(gateway['spec']))
    .map(({ selector, servers }) => ({ selector: Object.entries(textMap(selector)), servers: list(servers) }));
  return (labels, port, name) => {
    const own = gateways.filter(({ selector }) => selector.every(([key, value]) => labels[key] === value));
    const servers = own.flatMap((gateway) => gateway.servers).map(record);
    if (servers.length === 0) return CALLED_GATEWAY.test(labels['istio'] ?? '') && name.startsWith('https');
    return servers.some((server) => String(record(server['port'])['number']) === String(port) && isHttp(server));
  };
}

/** The label that the charts give to pods of gateways. */
const CALLED_GATEWAY = /gateway$/;

const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];
const PASSED_THROUGH = ['PASSTHROUGH', 'AUTO_PASSTHROUGH'];

function isHttp({ port, tls }: Readonly<Record<string, unknown>>): boolean {
  const protocol = (text(record(port)['protocol']) ?? '').toUpperCase();
  return HTTP.includes(protocol) || (protocol === 'HTTPS' && !PASSED_THROUGH.includes(text(record(tls)['mode']) ?? ''));
}
