import { InvalidSpecError } from '../../src/api/errors.ts';
import { nearestReleases, RELEASES } from './releases.ts';

/** A minor release line of classic Istio. */
export type Minor = '1.0' | '1.1' | '1.2' | '1.3' | '1.4';

/** A table with one row per minor; what a minor lacks is not supported there. */
export type ByMinor<T> = Readonly<Partial<Record<Minor, T>>>;

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

/** The row of the version's minor. @throws RangeError when the table has none: a hole in the catalog, our mistake. */
export function rowOf<T>(table: ByMinor<T>, version: string): T {
  const row = table[minorOf(version)];
  if (row === undefined) throw new RangeError(`the catalog has no row for Istio ${version}`);
  return row;
}
