import { InputError } from '../api/errors.ts';
import type { RedirectionDialect } from '../api/redirection.ts';
import { at, listOf, textOf } from './untrusted.ts';

/** The pod does not say how its traffic is redirected, or says something impossible. */
class RedirectionError extends InputError {
  override readonly name = 'RedirectionError';
}

/** What istio-iptables is told. Lists are separated by commas; `*` stands for all, nothing for none. */
export interface Redirection {
  /** Port of Envoy for what leaves the pod. */
  readonly outboundPort: string;
  /** Port of Envoy for what comes in. */
  readonly inboundPort: string;
  /** Users and groups whose traffic is left alone. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly mode: string;
  readonly includePorts: string;
  readonly excludePorts: readonly string[];
  readonly includeRanges: string;
  readonly excludeRanges: readonly string[];
  readonly excludeOutboundPorts: readonly string[];
  /** Interfaces of virtual machines. */
  readonly interfaces: readonly string[];
}

/** The init container that lays the rules. */
export interface InitContainer {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The init container of a pod that redirects its traffic. @throws RedirectionError when it has none */
export function initContainerOf(pod: unknown): InitContainer {
  const found = listOf(at(pod, 'spec', 'initContainers')).find((each) => at(each, 'name') === 'istio-init');
  if (found === undefined) {
    throw new RedirectionError(
      'the pod has no init container istio-init: it has no sidecar, or istio-cni redirects its traffic',
    );
  }
  const env = listOf(at(found, 'env')).map((each) => [textOf(at(each, 'name')), textOf(at(each, 'value'))]);
  const words = [...listOf(at(found, 'command')), ...listOf(at(found, 'args'))].map(textOf);
  // Since 1.4 the program has a name, as the first word.
  const args = words[0]?.startsWith('-') === false ? words.slice(1) : words;
  return { image: textOf(at(found, 'image')), args, env: Object.fromEntries(env) as Record<string, string> };
}

/** Release of an image by its tag; undefined when the tag tells none. */
export const releaseOf = (image: string): string | undefined => /:v?(1\.[0-4]\.\d+)(?:[-@]|$)/.exec(image)?.[1];

/** Users that root and Envoy are, where nobody says otherwise. */
const DEFAULT_USERS = '1337,0';

const DEFAULT_PORT = '15001';

const split = (list: string): string[] => list.split(',').filter((item) => item !== '');

/** What the arguments mean to istio-iptables of a release. @throws RedirectionError for one that it does not know */
export function redirectionOf({ args, env }: InitContainer, dialect: RedirectionDialect): Redirection {
  const given = optionsOf(args, dialect.options);
  const said = (option: string, variable?: string): string | undefined =>
    given.get(option) ?? (variable === undefined ? undefined : env[variable]);
  const list = (option: string, variable?: string): string[] => split(said(option, variable) ?? '');
  const outboundPort = said('p', 'ENVOY_PORT') ?? DEFAULT_PORT;
  const includePorts = said('b', 'ISTIO_INBOUND_PORTS') ?? '';
  const users = said('u') ?? DEFAULT_USERS;
  return {
    outboundPort,
    inboundPort: inboundPortOf(said('z', 'INBOUND_CAPTURE_PORT'), includePorts, outboundPort, dialect),
    users: split(users),
    groups: split(said('g') ?? users),
    mode: said('m', 'ISTIO_INBOUND_INTERCEPTION_MODE') ?? '',
    includePorts,
    excludePorts: list('d', 'ISTIO_LOCAL_EXCLUDE_PORTS'),
    includeRanges: said('i', 'ISTIO_SERVICE_CIDR') ?? '',
    excludeRanges: list('x', 'ISTIO_SERVICE_EXCLUDE_CIDR'),
    excludeOutboundPorts: list('o'),
    interfaces: list('k'),
  };
}

function inboundPortOf(
  given: string | undefined,
  includePorts: string,
  outboundPort: string,
  { inboundPort }: RedirectionDialect,
): string {
  if (inboundPort === undefined) return given ?? outboundPort;
  return includePorts === '*' ? (given ?? String(inboundPort)) : outboundPort;
}

function optionsOf(args: readonly string[], known: string): Map<string, string> {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    const [option = '', value] = [args[i], args[i + 1]];
    if (!/^-[a-z]$/.test(option) || !known.includes(option.charAt(1)))
      throw new RedirectionError(`istio-iptables of this release knows no argument ${JSON.stringify(option)}`);
    if (value === undefined) throw new RedirectionError(`the argument ${option} of istio-init has no value`);
    given.set(option.charAt(1), value);
  }
  return given;
}
