import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What of one side of a comparison is worth showing: fields that somebody wants, and those in which the sides differ.
 * What only the cluster has, and keeps, is left out: defaults, status, fields of others.
 */
export function projection(side: unknown, wanted: unknown, other: unknown): unknown {
  if (isMap(side)) return mapProjection(side, isMap(wanted) ? wanted : {}, isMap(other) ? other : {});
  if (Array.isArray(side)) return listProjection(side, asList(wanted), asList(other));
  return side;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isForeign = (value: unknown, wanted: unknown, other: unknown): boolean =>
  wanted === undefined && isDeepStrictEqual(value, other);

function mapProjection(side: Fields, wanted: Fields, other: Fields): Fields {
  const shown = Object.entries(side).filter(([key, value]) => !isForeign(value, wanted[key], other[key]));
  return Object.fromEntries(shown.map(([key, value]) => [key, projection(value, wanted[key], other[key])]));
}

function listProjection(side: readonly unknown[], wanted: readonly unknown[], other: readonly unknown[]): unknown[] {
  return side.flatMap((item, i) => {
    const [ours, theirs] = [partnerOf(item, i, wanted), partnerOf(item, i, other)];
    return isForeign(item, ours, theirs) ? [] : [projection(item, ours, theirs)];
  });
}

/** Fields that tell items of a list apart, as server-side apply merges lists. */
const KEYS = ['name', 'mountPath', 'containerPort', 'port', 'key', 'ip'];

/** The same item in another list: of the same key or, where items have none, at the same place. */
function partnerOf(item: unknown, index: number, list: readonly unknown[]): unknown {
  const key = isMap(item) ? KEYS.find((name) => name in item) : undefined;
  if (key === undefined || !isMap(item)) return list[index];
  return list.find((candidate) => isMap(candidate) && candidate[key] === item[key]);
}

/** A field in which two sides differ. */
export interface FieldDifference {
  /** For example `spec.ports[http2].port`. */
  readonly path: string;
  /** Absent where the live object does not have it. */
  readonly live?: unknown;
  /** Absent where it goes. */
  readonly wanted?: unknown;
}

/** Every field in which the sides differ; what one side lacks is one difference, however much is in it. */
export function differences(live: unknown, wanted: unknown, path = ''): FieldDifference[] {
  if (isDeepStrictEqual(live, wanted)) return [];
  if (isMap(live) && isMap(wanted)) {
    const keys = [...new Set([...Object.keys(live), ...Object.keys(wanted)])];
    return keys.flatMap((key) => differences(live[key], wanted[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(live) && Array.isArray(wanted)) return listDifferences(live, wanted, path);
  return [{ path, ...(live !== undefined && { live }), ...(wanted !== undefined && { wanted }) }];
}

function listDifferences(live: readonly unknown[], wanted: readonly unknown[], path: string): FieldDifference[] {
  if (![...live, ...wanted].every(isMap)) return [{ path, live, wanted }];
  const gone = live.filter((item, i) => partnerOf(item, i, wanted) === undefined);
  return [
    ...wanted.flatMap((item, i) => differences(partnerOf(item, i, live), item, `${path}[${labelOf(item, i)}]`)),
    ...gone.map((item) => ({ path: `${path}[${labelOf(item, live.indexOf(item))}]`, live: item })),
  ];
}

function labelOf(item: unknown, index: number): string {
  const key = isMap(item) ? KEYS.find((name) => name in item) : undefined;
  return key === undefined ? String(index) : String((item as Fields)[key]);
}
