import { minorOf, type Minor } from './minor.ts';

/** A release line from its first patch on, or one of its patches. */
type Release = Minor | `${Minor}.${number}`;

/** The releases that have something; an absent bound means that there is none. */
export interface Lifetime {
  /** The first release that has it. */
  readonly since?: Release;
  /** The last release line that has it. */
  readonly until?: Minor;
  /** Releases outside of these bounds that have it nevertheless. */
  readonly alsoIn?: readonly string[];
}

/** True when the release has it. @throws InvalidSpecError when the release is not known. */
export function livesIn(version: string, { since, until, alsoIn = [] }: Lifetime): boolean {
  const minor = minorOf(version);
  const begun = since === undefined || order(version) >= order(since);
  return alsoIn.includes(version) || (begun && (until === undefined || minor <= until));
}

/** Comparable: every minor and every patch of classic Istio has at most two digits. */
function order(release: string): number {
  const [, minor = 0, patch = 0] = release.split('.').map(Number);
  return minor * 100 + patch;
}
