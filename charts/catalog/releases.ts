/** Releases that can be installed, oldest first. */
export const RELEASES: readonly string[] = ['1.4.10'];

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
