import type { Manifest } from '../../api/manifest.ts';
import { everyDrift } from '../drift/every-drift.ts';
import { besideOthers } from '../ownership/beside-others.ts';
import { gateOf } from '../readiness/gates.ts';
import { describeObject } from '../model/object-id.ts';
import type { Observation } from '../model/observation.ts';
import { componentsOf } from './components.ts';
import type { PassOutcome, Wait } from '../pass/outcome.ts';
import { inParts } from '../model/graph.ts';
import { NEEDS } from '../model/needs.ts';

/** So many fields of one object are named; the rest is a number. */
const NAMED_MOST = 5;

/**
 * Where what is there is not as rendered, for people, one sentence per object: `ConfigMap istio-system/istio: data.mesh`.
 * `meshwright diff` names the same objects.
 */
export function differences(manifests: readonly Manifest[], { live }: Observation): string[] {
  return manifests.flatMap((wanted) => {
    const found = live(wanted);
    if (found === undefined) return [`${describeObject(wanted)}: missing`];
    const paths = everyDrift(besideOthers(wanted, found), found).map(({ path }) => path);
    return paths.length === 0 ? [] : [`${describeObject(wanted)}: ${namedFirst(paths)}`];
  });
}

function namedFirst(paths: readonly string[]): string {
  const more = paths.length - NAMED_MOST;
  const named = paths.slice(0, NAMED_MOST).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** How far a mesh has come that others apply: the gates that are closed though all that their parts need is open. */
export function observedOutcome(manifests: readonly Manifest[], observation: Observation): PassOutcome {
  const enabled = new Set(componentsOf(manifests).keys());
  const open = new Set<string>();
  const waits: Wait[] = [];
  const installation = NEEDS.filter(({ on }) => on?.includes('install') ?? true);
  for (const { part, objects, needs } of inParts(manifests, installation)) {
    if (!needs.every((need) => open.has(need.needs))) continue;
    const { missing } = gateOf({ objects }, enabled, observation);
    if (missing.length === 0) open.add(part.name);
    else if (part.holdsNobody !== true) waits.push({ part, missing });
  }
  return waits.length === 0 ? { kind: 'converged' } : { kind: 'waiting', progress: { open, waits } };
}
