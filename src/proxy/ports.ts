import { bootstrapIn } from './bootstrap.ts';
import { resourcesOf } from './config-dump.ts';
import { endpointOf } from './endpoints.ts';
import { KNOWN_PORTS } from './known-ports.ts';
import { at, listOf, portOf, textOf } from './untrusted.ts';

/** A port on which something in the pod listens. */
export interface ListeningPort {
  readonly port: number;
  readonly address: string;
  /** The container, or Envoy. */
  readonly who: string;
  readonly what: string;
}

const SIDECAR = 'istio-proxy';

/** Flags of the sidecar that name a port of its own (pilot-agent proxy, 1.0 to 1.4). */
const FLAGS: Readonly<Record<string, Omit<ListeningPort, 'port'>>> = {
  '--proxyAdminPort': { address: '127.0.0.1', who: 'envoy', what: KNOWN_PORTS[15000] ?? '' },
  '--statusPort': { address: '0.0.0.0', who: 'agent', what: KNOWN_PORTS[15020] ?? '' },
};

/** Ports that the specification of a pod tells of: of its containers, and in the flags of its sidecar. */
export function portsOfPod(pod: unknown): ListeningPort[] {
  return listOf(at(pod, 'spec', 'containers')).flatMap((container) => [
    ...declaredPorts(container),
    ...flagPorts(listOf(at(container, 'args')).map(textOf)),
  ]);
}

function declaredPorts(container: unknown): ListeningPort[] {
  const name = textOf(at(container, 'name'));
  return listOf(at(container, 'ports')).flatMap((declared) => {
    const port = portOf(at(declared, 'containerPort'));
    if (port === undefined) return [];
    const what = (name === SIDECAR && KNOWN_PORTS[port]) || textOf(at(declared, 'name')) || KNOWN_PORTS[port] || '';
    return [{ port, address: '0.0.0.0', who: name === SIDECAR ? 'envoy' : name, what }];
  });
}

/** Both ways of writing a flag: `--statusPort 15020` and `--statusPort=15020`. */
function flagPorts(args: readonly string[]): ListeningPort[] {
  return args.flatMap((argument, i) => {
    const [flag = '', value = args[i + 1]] = argument.split('=', 2);
    const port = portOf(value);
    const known = Object.hasOwn(FLAGS, flag) ? FLAGS[flag] : undefined;
    return known === undefined || port === undefined || port === 0 ? [] : [{ port, ...known }];
  });
}

/** Ports that Envoy itself says it listens on. @throws NotADumpError */
export function portsOfDump(dump: unknown): ListeningPort[] {
  const admin = endpointOf(at(bootstrapIn(dump), 'admin', 'address'));
  const listeners = resourcesOf(dump, ['listeners']).filter(({ state, body }) => {
    return state === 'active' && at(body, 'deprecated_v1', 'bind_to_port') !== false;
  });
  return [
    ...listening(admin.port, admin.host, ''),
    ...listeners.flatMap(({ name, body }) => {
      const { host, port } = endpointOf(at(body, 'address'));
      return listening(port, host, name);
    }),
  ];
}

const listening = (port: number | undefined, address: string, name: string): ListeningPort[] =>
  port === undefined ? [] : [{ port, address, who: 'envoy', what: KNOWN_PORTS[port] ?? `listener ${name}` }];

/** Both together, by port; what Envoy says of itself counts more than what its pod declares. */
export function mergedPorts(fromDump: readonly ListeningPort[], fromPod: readonly ListeningPort[]): ListeningPort[] {
  const more = fromPod.filter(({ port }) => fromDump.every((known) => known.port !== port));
  const all = new Map([...fromDump, ...more].map((each) => [`${each.address} ${each.port} ${each.who}`, each]));
  return [...all.values()].sort((a, b) => a.port - b.port);
}
