import type { Manifest } from '../../api/manifest.ts';
import type { ComponentName } from '../../api/components.ts';
import { componentsIn } from '../model/workloads.ts';
import { nextHop, type Hop, type Routes } from './hop.ts';
import { isKept } from '../deletion/kept.ts';
import { identityOf } from '../model/object-id.ts';
import { inParts } from '../model/parts.ts';

/** One wave of a hop. */
export interface Step {
  /** Name of the wave. */
  readonly name: string;
  /** Components whose pods change in it. */
  readonly components: readonly ComponentName[];
  /** What has to be true before the next step. */
  readonly gate: string;
  /** How long the gate may take, as `10m`; missing where nothing waits for it. */
  readonly deadline?: string;
  /** Why it has its place in the order. */
  readonly reason: string;
  /** False when going back leaves something of it in the cluster. */
  readonly reversible: boolean;
}

/** The steps of one hop, in order. */
export interface PlannedHop {
  /** Missing for an installation from nothing. */
  readonly from?: string;
  readonly to: string;
  readonly steps: readonly Step[];
}

/** All that a change of version will do, in order. */
export interface Plan {
  /** What is installed; missing when nothing is. */
  readonly from?: string;
  readonly to: string;
  readonly hops: readonly PlannedHop[];
}

/** What a plan is made from. */
export interface PlanInput {
  /** Missing when nothing is installed. */
  readonly installed?: string;
  readonly target: string;
  readonly routes: Routes;
  /** What is rendered for a release: the installed one, each stop and the target. */
  readonly manifestsOf: (version: string) => readonly Manifest[];
  /** `spec.upgrade.gateTimeout`. */
  readonly gateTimeout: string;
}

/** The way from what is installed to what is asked for: hop by hop, step by step. Empty where nothing changes. */
export function planOf(input: PlanInput): Plan {
  const { installed, target } = input;
  const from = installed !== undefined && { from: installed };
  if (installed === target) return { ...from, to: target, hops: [] };
  const first = nextHop(installed, target, input.routes.releases);
  return { ...from, to: target, hops: hopsFrom(first).map((hop) => plannedHop(hop, input)) };
}

/** A hop and all that follow it. */
function hopsFrom(first: Hop): Hop[] {
  const [next, ...rest] = first.rest;
  return next === undefined ? [first] : [first, ...hopsFrom({ from: first.to, to: next, rest })];
}

function plannedHop(hop: Hop, { routes, manifestsOf, gateTimeout }: PlanInput): PlannedHop {
  const before = new Set((hop.from === undefined ? [] : manifestsOf(hop.from)).map(identityOf));
  const stays = (object: Manifest): boolean => isKept(object) && !before.has(identityOf(object));
  const steps = inParts(manifestsOf(hop.to), routes.orderOf(hop)).map(({ part, objects }): Step => ({
    name: part.name,
    components: componentsIn({ objects }),
    gate: part.gate,
    ...(part.holdsNobody !== true && { deadline: gateTimeout }),
    reason: REASONS[part.name] ?? '',
    reversible: !objects.some(stays),
  }));
  return { ...(hop.from !== undefined && { from: hop.from }), to: hop.to, steps };
}

const KNOWN_NAMES = 'at no moment may pilot ask galley for names that it does not know';

const REASONS: Readonly<Record<string, string>> = {
  namespace: 'everything else is in it',
  crds: 'galley and pilot wait for the kinds that they read',
  foundation: 'pods wait for their accounts, roles, configuration and addresses',
  bindings: 'a role can be bound once it exists',
  citadel: 'it issues the certificates that other pods mount',
  galley: KNOWN_NAMES,
  pilot: KNOWN_NAMES,
  mixer: 'it asks galley for configuration',
  validation: 'it blocks configuration until galley answers',
  injector: 'new pods get a proxy that pilot has to know',
  injection: 'it blocks new pods until the injector answers',
  gateways: 'proxies are never newer than pilot',
  'istio-resources': 'galley checks them, pilot and mixer read them',
  addons: 'nothing waits for them',
};
