import { InputError } from '../api/errors.ts';
import { endpointOf, endpointOfName, endpointsOfCluster, type Endpoint } from './endpoints.ts';
import { redacted } from './redaction.ts';
import { isThirdAPI, recognised } from './recognition.ts';
import { RESOURCE_KINDS, type Resource, type ResourceKind } from './resource.ts';
import { at, listOf, mapOf, textOf, type Loose } from './untrusted.ts';

/** A document is not what Envoy's admin interface answers. */
export class NotADumpError extends InputError {
  override readonly name = 'NotADumpError';
}

/** Parts of a dump by the last word of their type, such as `ClustersConfigDump`. */
export type DumpParts = ReadonlyMap<string, Loose>;

/**
 * The parts of what `/config_dump` answers (Envoy's v2 API, admin.v2alpha.ConfigDump): a list, or in the days of
 * Istio 1.0 a map. @throws NotADumpError for anything else, which says what that is
 */
export function partsOf(dump: unknown): DumpParts {
  const configs = at(dump, 'configs');
  if (typeof configs !== 'object' || configs === null)
    throw new NotADumpError(`not a configuration dump of Envoy: ${recognised(dump)}`);
  if (Object.values(configs).some(isThirdAPI)) throw new NotADumpError(OF_LATER_ISTIO);
  const parts = Object.values(configs).map((part): [string, Loose] => [typeOf(part), mapOf(part)]);
  return new Map(parts);
}

const OF_LATER_ISTIO =
  "not of a classic proxy: the dump is in the words of Envoy's v3 API, which Istio 1.5 and later use; " +
  'read it with the istioctl of its release';

const typeOf = (part: unknown): string => textOf(at(part, '@type')).split('.').at(-1) ?? '';

/** In which part a kind is, under which key an entry has it, and which endpoints it is about. */
const KINDS: Readonly<Record<ResourceKind, { part: string; key: string; about: (body: unknown) => Endpoint[] }>> = {
  clusters: {
    part: 'ClustersConfigDump',
    key: 'cluster',
    about: (body) => [endpointOfName(textOf(at(body, 'name'))), ...endpointsOfCluster(body)],
  },
  listeners: { part: 'ListenersConfigDump', key: 'listener', about: (body) => [endpointOf(at(body, 'address'))] },
  routes: { part: 'RoutesConfigDump', key: 'route_config', about: endpointsOfRoutes },
  secrets: { part: 'SecretsConfigDump', key: 'secret', about: () => [] },
};

/** Every resource of a dump, or those of some kinds, in the order of kinds and then of the dump. @throws NotADumpError */
export function resourcesOf(dump: unknown, kinds: readonly ResourceKind[] = RESOURCE_KINDS): Resource[] {
  const parts = partsOf(dump);
  return kinds.flatMap((kind) => resourcesIn(kind, parts.get(KINDS[kind].part) ?? {}));
}

/** Lists are named `static_clusters`, `dynamic_active_clusters`, `dynamic_warming_clusters`, `dynamic_listeners`. */
const LIST = /^(static|dynamic)_(?:(active|warming|draining)_)?[a-z_]+$/;

function resourcesIn(kind: ResourceKind, part: Loose): Resource[] {
  return Object.entries(part).flatMap(([name, list]) => {
    const [, origin, state = 'active'] = LIST.exec(name) ?? [];
    if (origin === undefined) return [];
    return listOf(list).flatMap((entry) =>
      statesOf(entry, state as Resource['state']).map((found) =>
        resource(kind, origin as Resource['origin'], found.state, mapOf(found.entry)),
      ),
    );
  });
}

const STATES = ['active', 'warming', 'draining'] as const;

/** Newer Envoys (Istio 1.4) list listeners by name, with an entry for each state that they are in. */
function statesOf(entry: unknown, state: Resource['state']): { entry: unknown; state: Resource['state'] }[] {
  const found = STATES.map((each) => ({ state: each, entry: at(entry, `${each}_state`) }));
  const present = found.filter((each) => each.entry !== undefined);
  return present.length === 0 ? [{ entry, state }] : present;
}

function resource(kind: ResourceKind, origin: Resource['origin'], state: Resource['state'], entry: Loose): Resource {
  const { key, about } = KINDS[kind];
  const body = entry[key];
  const endpoints = about(body);
  return {
    kind,
    name: textOf(at(body, 'name')) || textOf(entry['name']),
    origin,
    state,
    version: textOf(entry['version_info']),
    updated: textOf(entry['last_updated']),
    ports: [...new Set(endpoints.flatMap(({ port }) => port ?? []))],
    hosts: [...new Set(endpoints.map(({ host }) => host).filter((host) => host !== ''))],
    body: redacted(body),
  };
}

/** The port is in the name of the routes, or behind the names of the hosts that they are for. */
function endpointsOfRoutes(routes: unknown): Endpoint[] {
  const domains = listOf(at(routes, 'virtual_hosts')).flatMap((host) => listOf(at(host, 'domains')).map(textOf));
  const named = endpointOfName(textOf(at(routes, 'name')));
  return [named, ...domains.map((domain) => ({ host: domain, port: named.port }))];
}
