import { amountOf } from '../../api/quantity.ts';
import { fieldPath } from './field-path.ts';

/** Where a live object is not as we want it. */
export interface Drift {
  /** Path of the field, for example `spec.ports[http2].port`. */
  readonly path: string;
  readonly want: unknown;
  readonly have: unknown;
}

/**
 * The first field of `wanted` that `live` does not have, or undefined when live holds all of it. Fields that only live
 * has are others' business: defaults, status, injected values. Quantities are compared by amount, because the
 * apiserver rewrites them (`1000m` becomes `1`), and zero values may be absent, because it drops them: all but those
 * that it keeps, because there absence means something else.
 */
export function firstDrift(wanted: unknown, live: unknown, path = ''): Drift | undefined {
  if (isZero(wanted) && (isZero(live) || (isAbsent(live) && !meansMoreThanAbsent(path)))) return undefined;
  if (Array.isArray(wanted))
    return Array.isArray(live) ? listDrift(wanted, live, path) : { path, want: wanted, have: live };
  if (isMap(wanted)) return isMap(live) ? mapDrift(wanted, live, path) : { path, want: wanted, have: live };
  return sameScalar(wanted, live, path) ? undefined : { path, want: wanted, have: live };
}

/** True for a map of fields. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isZero = (value: unknown): boolean =>
  value === '' ||
  value === false ||
  value === 0 ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/**
 * Fields whose zero says something else than their absence does, and which the apiserver therefore keeps (optional
 * pointers in the Kubernetes API, whose default is not zero or depends on something else).
 */
const KEPT_ZEROS: ReadonlySet<string> = new Set([
  'allocateLoadBalancerNodePorts',
  'allowPrivilegeEscalation',
  'automountServiceAccountToken',
  'defaultMode',
  'emptyDir',
  'enableServiceLinks',
  'fsGroup',
  'hostUsers',
  'maxSurge',
  'maxUnavailable',
  'minAvailable',
  'minReplicas',
  'namespaceSelector',
  'objectSelector',
  'podSelector',
  'replicas',
  'revisionHistoryLimit',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'terminationGracePeriodSeconds',
]);

/** Maps from string to string: an entry with an empty value is an entry. Their keys may hold dots. */
const STRING_MAP_PATH = /^(data|binaryData)[.]|(^|[.])(labels|annotations|matchLabels|nodeSelector)[.]/;

const meansMoreThanAbsent = (path: string): boolean =>
  KEPT_ZEROS.has(path.slice(path.lastIndexOf('.') + 1)) || STRING_MAP_PATH.test(path);

function mapDrift(wanted: Record<string, unknown>, live: Record<string, unknown>, path: string): Drift | undefined {
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined) continue;
    const drift = firstDrift(value, live[key], fieldPath(path, key));
    if (drift !== undefined) return drift;
  }
  return undefined;
}

/**
 * Lists that server-side apply merges item by item (listType map in the Kubernetes OpenAPI), and what names an item.
 * In these, items that only live has belong to others; every other list is replaced whole, so it must be equal.
 */
const MERGED_LISTS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  webhooks: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['port', 'containerPort'],
};

/** What names the items of the list at `path`; undefined where it is replaced whole. */
export function mergeKeys(wanted: readonly unknown[], path: string): readonly string[] | undefined {
  const keys = MERGED_LISTS[path.slice(path.lastIndexOf('.') + 1)];
  // Custom resources have lists of these names too, but replaced whole, and their items are not named like this.
  return keys !== undefined && wanted.every((item) => isMap(item) && keys.some((key) => key in item))
    ? keys
    : undefined;
}

function listDrift(wanted: readonly unknown[], live: readonly unknown[], path: string): Drift | undefined {
  const keys = mergeKeys(wanted, path);
  if (keys !== undefined) return mergedListDrift(wanted, live, path, keys);
  if (wanted.length !== live.length) return { path, want: wanted, have: live };
  for (const [i, item] of wanted.entries()) {
    const drift = firstDrift(item, live[i], `${path}[${i}]`);
    if (drift !== undefined) return drift;
  }
  return undefined;
}

function mergedListDrift(
  wanted: readonly unknown[],
  live: readonly unknown[],
  path: string,
  keys: readonly string[],
): Drift | undefined {
  const byKey = new Map(live.map((item) => [itemKey(item, keys), item]));
  for (const item of wanted) {
    const key = itemKey(item, keys);
    const drift = firstDrift(item, byKey.get(key), `${path}[${key}]`);
    if (drift !== undefined) return drift;
  }
  return undefined;
}

/** What names an item in paths. Ports of one number are told apart by protocol, which may be left out. */
export function itemKey(item: unknown, keys: readonly string[]): string {
  if (!isMap(item)) return '';
  const fields = item as Record<string, string | number | undefined>;
  const protocol = keys === MERGED_LISTS['ports'] ? [fields['protocol'] ?? 'TCP'] : [];
  return [...keys.flatMap((key) => fields[key] ?? []), ...protocol].join('/');
}

/** Where Kubernetes has amounts; elsewhere `1.10` and `1.1` are two texts. */
const AMOUNT_PATH = /(^|[.])(requests|limits)[.][^.]+$/;

function sameScalar(wanted: unknown, live: unknown, path: string): boolean {
  if (wanted === live) return true;
  if (!AMOUNT_PATH.test(path)) return false;
  const [a, b] = [amountOf(wanted), amountOf(live)];
  return a !== undefined && a === b;
}

/** An item of a live list that is in the way of ours: the same name under another key. */
export interface Obstacle {
  /** JSON pointer to the item. */
  readonly pointer: string;
  readonly name: string;
}

/**
 * Ports of a live Service that carry the name of one of ours under another number. Server-side apply merges ports by
 * number, so it would add ours beside them and be refused for the duplicate name; they have to go first.
 */
export function obstructingPorts(wanted: unknown, live: unknown): Obstacle[] {
  const ports = portsOf(wanted);
  return portsOf(live).flatMap(({ name, port }, i) => {
    const ours = ports.find((p) => p.name !== undefined && p.name === name);
    return ours === undefined || ours.port === port ? [] : [{ pointer: `/spec/ports/${i}`, name: String(name) }];
  });
}

interface Port {
  name?: string;
  port: number;
}

function portsOf(object: unknown): Port[] {
  if (!isMap(object) || object['kind'] !== 'Service' || !isMap(object['spec'])) return [];
  return (object['spec']['ports'] ?? []) as Port[];
}
