import type { Manifest } from '../../api/manifest.ts';
import { besideLive } from '../ownership/adoption.ts';
import { firstDrift } from '../drift/drift.ts';
import { gateOf } from '../readiness/gates.ts';
import { describeObject } from '../model/object-id.ts';
import type { Observation } from '../model/observation.ts';
import { componentsOf } from './components.ts';
import type { PassOutcome } from './pass-outcome.ts';
import { inParts } from '../model/parts.ts';

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

/** How far a mesh has come that others apply: up to the first gate that is closed. */
export function progressOf(manifests: readonly Manifest[], observation: Observation): PassOutcome {
  const enabled = new Set(componentsOf(manifests).keys());
  for (const part of inParts(manifests)) {
    if (part.part.holdsNobody === true) continue;
    const gate = gateOf(part, enabled, observation);
    if (!gate.open) return { kind: 'waiting', part: part.part, missing: gate.missing };
  }
  return { kind: 'converged' };
}
