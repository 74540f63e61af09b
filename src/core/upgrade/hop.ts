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
  /** The waves of a hop whose order is its own. */
  readonly orderOf: (hop: Hop) => readonly string[];
}

/** The next stop from what is installed to what is asked for; a hop onto itself when there is nowhere to go. */
export function nextHop(installed: string | undefined, target: string, releases: readonly string[]): Hop {
  if (installed === undefined) return { to: target, rest: [] };
  const [to = target, ...rest] = pathBetween(installed, target, releases);
  return { from: installed, to, rest };
}

const UPWARDS = ['galley', 'pilot', 'mixer', 'validation', 'injector', 'injection', 'gateways'];

/** Proxies go down before the control plane that they talk to: an older pilot never meets a newer proxy. */
const DOWNWARDS = ['gateways', 'injector', 'injection', 'mixer', 'pilot', 'galley', 'validation'];

const minorOf = (version: string): string => version.split('.', 2).join('.');

/**
 * The waves of a hop between citadel and the Istio resources, in order.
 * @param pilotFirst hops upwards, as `1.2 > 1.3`, on which pilot goes before galley
 */
export function waveOrder({ from, to }: Hop, pilotFirst: ReadonlySet<string>): string[] {
  if (from === undefined || compareVersions(from, to) <= 0) {
    return pilotFirst.has(`${minorOf(from ?? to)} > ${minorOf(to)}`) ? swapped(UPWARDS) : UPWARDS;
  }
  return pilotFirst.has(`${minorOf(to)} > ${minorOf(from)}`) ? swapped(DOWNWARDS) : DOWNWARDS;
}

const SWAP: Readonly<Record<string, string>> = { pilot: 'galley', galley: 'pilot' };
const swapped = (order: readonly string[]): string[] => order.map((part) => SWAP[part] ?? part);
