import type { Manifest } from '../../api/manifest.ts';
import type { ComponentName } from '../../api/components.ts';
import { componentsIn } from '../model/workloads.ts';
import { nextHop, type Hop, type Routes } from './hop.ts';
import { isKept } from '../ownership/kept.ts';
import { identityOf } from '../model/object-id.ts';
import { inParts, type PartObjects } from '../model/graph.ts';

/** One part of a hop. */
export interface Step {
  /** Name of the part. */
  readonly name: string;
  /** Components whose pods change in it. */
  readonly components: readonly ComponentName[];
  /** Steps that have to be done before it begins; whatever needs nothing that is not done goes side by side. */
  readonly needs: readonly string[];
  /** What has to be true before what needs it begins. */
  readonly gate: string;
  /** How long the gate may take, as `10m`; missing where nothing waits for it. */
  readonly deadline?: string;
  /** Why it waits for what it needs; empty where it needs nothing. */
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
  const steps = inParts(manifestsOf(hop.to), routes.needsOn(hop)).map((part) => ({
    ...stepOf(part, gateTimeout),
    reversible: !part.objects.some(stays),
  }));
  return { ...(hop.from !== undefined && { from: hop.from }), to: hop.to, steps };
}

function stepOf({ part, objects, needs }: PartObjects, gateTimeout: string): Omit<Step, 'reversible'> {
  return {
    name: part.name,
    components: componentsIn({ objects }),
    needs: needs.map((need) => need.needs),
    gate: part.gate,
    ...(part.holdsNobody !== true && { deadline: gateTimeout }),
    reason: [...new Set(needs.map(({ why }) => why))].join('; '),
  };
}
