import { NEEDS, type Change, type Need } from '../model/needs.ts';
import { compareVersions, pathBetween } from './path.ts';

/** One stop of an upgrade, or an installation from nothing. */
export interface Hop {
  /** What is installed; missing before anything is. */
  readonly from?: string;
  /** What this hop installs. */
  readonly to: string;
  /** The releases after this one, up to what the spec asks for. */
  readonly rest: readonly string[];
}

/** The hops between releases, as a catalog knows them. */
export interface Routes {
  /** Every release that can be installed. */
  readonly releases: readonly string[];
  /** What parts need of each other on a hop. */
  readonly needsOn: (hop: Hop) => readonly Need[];
}

/** The next stop from what is installed to what is asked for; a hop onto itself when there is nowhere to go. */
export function nextHop(installed: string | undefined, target: string, releases: readonly string[]): Hop {
  if (installed === undefined) return { to: target, rest: [] };
  const [to = target, ...rest] = pathBetween(installed, target, releases);
  return { from: installed, to, rest };
}

const minorOf = (version: string): string => version.split('.', 2).join('.');

/** What the catalog knows of one hop upwards. */
export interface HopNeed extends Need {
  /** Both minors, as `1.2 > 1.3`. */
  readonly hop: string;
}

/** Which way a hop goes; a change that keeps the release has no two releases side by side, as an installation. */
function changeOf({ from, to }: Hop): Change {
  const distance = from === undefined ? 0 : compareVersions(from, to);
  return distance === 0 ? 'install' : distance < 0 ? 'upgrade' : 'downgrade';
}

/**
 * What the parts of a mesh need of each other on a hop.
 * @param ofHops what single hops upwards need in place of what others do
 */
export function needsOn(hop: Hop, ofHops: readonly HopNeed[]): Need[] {
  const change = changeOf(hop);
  const general = NEEDS.filter(({ on }) => on === undefined || on.includes(change));
  const special = ofHops.flatMap((need) => specialNeed(need, hop, change));
  const isTurned = (need: Need): boolean =>
    special.some(({ part, needs }) => part === need.needs && needs === need.part);
  return [...general.filter((need) => !isTurned(need)), ...special];
}

function specialNeed({ hop: minors, part, needs, why }: HopNeed, { from = '', to }: Hop, change: Change): Need[] {
  if (change === 'upgrade' && minors === `${minorOf(from)} > ${minorOf(to)}`) return [{ part, needs, why }];
  if (change === 'downgrade' && minors === `${minorOf(to)} > ${minorOf(from)}`) {
    return [{ part: needs, needs: part, why }];
  }
  return [];
}
