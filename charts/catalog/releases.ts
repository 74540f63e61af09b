/** Released patches of each minor, from .0 to this one; none was skipped (github.com/istio/istio/releases). */
const NEWEST_PATCHES = { '1.0': 9, '1.1': 17, '1.2': 10, '1.3': 8, '1.4': 10 };

/** Releases that can be installed, oldest first. */
export const RELEASES: readonly string[] = Object.entries(NEWEST_PATCHES).flatMap(([minor, newest]) =>
  Array.from({ length: newest + 1 }, (_, patch) => `${minor}.${patch}`),
);

const numbers = (version: string): number[] => version.split('.').map(Number);
const distance = (a: string, b: string): number => {
  const [x, y] = [numbers(a), numbers(b)];
  const weights = [1_000_000, 1_000, 1];
  return weights.reduce((sum, weight, i) => sum + weight * Math.abs((x[i] ?? 0) - (y[i] ?? 0)), 0);
};

/** Up to three known releases, the nearest first. */
export function nearestReleases(version: string): string[] {
  return [...RELEASES].sort((a, b) => distance(a, version) - distance(b, version)).slice(0, 3);
}
