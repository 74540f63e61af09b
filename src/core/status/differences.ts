import type { Manifest } from '../../api/manifest.ts';
import { besideLive } from '../ownership/adoption.ts';
import { firstDrift } from '../drift/drift.ts';
import { gateOf } from '../readiness/gates.ts';
import { describeObject } from '../model/object-id.ts';
import type { Observation } from '../model/observation.ts';
import { componentsOf } from './components.ts';
import type { PassOutcome, Wait } from '../pass/outcome.ts';
import { inParts } from '../model/graph.ts';
import { NEEDS } from '../model/needs.ts';

/** Where what is there is not as rendered, for people, one sentence per object: `ConfigMap istio-system/istio: data.mesh`. */
export function differences(manifests: readonly Manifest[], { live }: Observation): string[] {
  return manifests.flatMap((wanted) => {
    const found = live(wanted);
    if (found === undefined) return [`${describeObject(wanted)}: missing`];
    // Pods that were taken over and kept are as they should be, and so are selectors that cannot change.
    const drift = firstDrift(besideLive(wanted, found), found);
    return drift === undefined ? [] : [`${describeObject(wanted)}: ${drift.path}`];
  });
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
