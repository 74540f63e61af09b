import { NEWEST_PATCHES } from '../../src/api/spec/releases.ts';

/** Releases that can be installed, oldest first. */
export const RELEASES: readonly string[] = Object.entries(NEWEST_PATCHES).flatMap(([minor, newest]) =>
  Array.from({ length: newest + 1 }, (_, patch) => `${minor}.${patch}`),
);

/** Grows from release to release, so that what is nearest to 1.5.0 is the last of 1.4, and not 1.4.0. */
const ordinal = (version: string): number => {
  const [major = '', minor = '', patch = ''] = version.split('.');
  return [major, minor, patch].reduce((sum, number) => sum * 1_000 + (Number(number) || 0), 0);
};
const distance = (a: string, b: string): number => Math.abs(ordinal(a) - ordinal(b));

/** Up to three known releases, the nearest first. */
export function nearestReleases(version: string): string[] {
  return [...RELEASES].sort((a, b) => distance(a, version) - distance(b, version)).slice(0, 3);
}
