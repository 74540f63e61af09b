import { InvalidSpecError } from '../../src/api/errors.ts';
import { nearestReleases, RELEASES } from './releases.ts';

/** The minor release lines of classic Istio, oldest first. */
export const MINORS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;

/** A minor release line of classic Istio. */
export type Minor = (typeof MINORS)[number];

/** What a later patch changes in a row: maps are merged, anything else is replaced, `undefined` takes a key away. */
export type Change<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Change<T[K]> | undefined }
    : T;

/**
 * A table of what differs between releases: one row for every minor, which holds from its first patch (`'1.1'`), and
 * rows with what changed from a patch on (`'1.1.3'`). The compiler refuses a table with a hole; where a minor does not
 * have what a table is about, its row is null, and whoever reads the table has to say what follows.
 */
export type ByMinor<T> = Readonly<Record<Minor, T>> & {
  readonly [Patch in `${Minor}.${number}`]?: Change<T>;
};

/** The minor of a known release. @throws InvalidSpecError when the release is not known. */
export function minorOf(version: string): Minor {
  if (!RELEASES.includes(version)) {
    throw new InvalidSpecError([
      {
        field: 'spec.version',
        value: version,
        message: `not a version that can be installed; the nearest are ${nearestReleases(version).join(', ')}.`,
      },
    ]);
  }
  return version.split('.', 2).join('.') as Minor;
}

/**
 * What holds for a release: the row of its minor with the changes up to its patch.
 * @throws InvalidSpecError when the release is not known
 */
export function rowOf<T>(table: ByMinor<T>, version: string): T {
  const minor = minorOf(version);
  return changesUpTo(table, minor, version).reduce<unknown>(changed, table[minor]) as T;
}

/**
 * A row like another, but for what is said: for release lines that differ in little. The other row is a whole one: who
 * reads a table merges two rows at most (test/unit/charts/catalog/derivation.test.ts).
 */
export function like<T>(row: T, change: Change<T>): T {
  return changed(row, change) as T;
}

function changesUpTo<T>(table: ByMinor<T>, minor: Minor, version: string): unknown[] {
  return Object.entries(table)
    .filter(([key]) => key.startsWith(`${minor}.`) && patchOf(key) <= patchOf(version))
    .sort(([a], [b]) => patchOf(a) - patchOf(b))
    .map(([, change]) => change);
}

const patchOf = (version: string): number => Number(version.split('.')[2]);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Neither argument is changed. */
function changed(row: unknown, change: unknown): unknown {
  if (!isMap(row) || !isMap(change)) return change;
  const result = { ...row };
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) Reflect.deleteProperty(result, key);
    else result[key] = changed(result[key], value);
  }
  return result;
}
