/** A release as numbers, for comparing. */
type Numbers = readonly [minor: number, patch: number];

const numbersOf = (version: string): Numbers => {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  return [minor, patch];
};

/** Negative when `a` is older than `b`, 0 when they are the same release. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbersOf(a), numbersOf(b)];
  return x[0] - y[0] || x[1] - y[1];
}

/** How many minors lie between two releases; 0 for patches of one minor. */
export function minorsApart(a: string, b: string): number {
  return Math.abs(numbersOf(a)[0] - numbersOf(b)[0]);
}

/**
 * The releases to pass on the way from one to another: one hop per minor, each to the newest patch of its minor, the
 * last to the target itself. Istio never promised that a control plane talks to proxies more than one minor away. A
 * minor that nobody knows is left out: whoever installs the target says what is wrong with it.
 * @param releases every release that can be installed
 * @returns the stops in order, ending with `to`; empty when there is no way to go
 */
export function pathBetween(from: string, to: string, releases: readonly string[]): string[] {
  if (from === to) return [];
  const [[start], [end]] = [numbersOf(from), numbersOf(to)];
  const step = Math.sign(end - start);
  const between = Array.from({ length: Math.max(Math.abs(end - start) - 1, 0) }, (_, i) => start + step * (i + 1));
  return [...between.flatMap((minor) => newestOf(minor, releases) ?? []), to];
}

const newestOf = (minor: number, releases: readonly string[]): string | undefined =>
  releases
    .filter((release) => numbersOf(release)[0] === minor)
    .sort(compareVersions)
    .at(-1);
