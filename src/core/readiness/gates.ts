import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { functionalProblem, trustOf, WEBHOOK_BACKENDS } from './functional-checks.ts';
import { componentsIn } from '../model/workloads.ts';
import { healthOf, observedHealth } from './health.ts';
import { terminating } from './termination.ts';
import { describeObject } from '../model/object-id.ts';
import type { Observation } from '../model/observation.ts';
import type { PartObjects } from '../model/graph.ts';

/** Whether what needs a part may begin. */
export interface Gate {
  readonly open: boolean;
  /** What is missing, one sentence each; empty when open. */
  readonly missing: readonly string[];
}

/** Reads the gate of a part from what there is. */
export function gateOf(
  { objects }: Pick<PartObjects, 'objects'>,
  enabled: ReadonlySet<ComponentName>,
  observation: Observation,
): Gate {
  const isPending = (object: Manifest): boolean =>
    object.kind === CRD && healthOf(observation.live(object)).state === 'InProgress';
  const [going = [], staying = []] = [true, false].map((is) =>
    objects.filter((object) => isTerminating(observation.live(object)) === is),
  );
  const unhealthy = staying.filter((o) => !isPending(o)).flatMap((object) => problemOf(object, observation));
  const broken = componentsIn({ objects }).flatMap((component) => {
    const problem = functionalProblem(component, objects, enabled, observation);
    return problem === undefined ? [] : [`${component}: ${problem}`];
  });
  const missing = [
    ...terminating(going, observation),
    ...countOf(staying.filter(isPending), objects),
    ...unhealthy,
    ...broken,
  ];
  return { open: missing.length === 0, missing };
}

const isTerminating = (live: Manifest | undefined): boolean => live?.metadata.deletionTimestamp !== undefined;

const CRD = 'CustomResourceDefinition';

/** Dozens of CRDs are established within a second: their number says more than their names. */
function countOf(pending: readonly Manifest[], objects: readonly Manifest[]): string[] {
  const all = objects.filter(({ kind }) => kind === CRD).length;
  return pending.length === 0 ? [] : [`${all - pending.length} of ${all} CRDs established`];
}

function problemOf(object: Manifest, observation: Observation): string[] {
  const live = observation.live(object);
  const health = observedHealth(live, observation);
  if (health.state !== 'Current') return [`${describeObject(object)}: ${health.message}`];
  if (WEBHOOK_BACKENDS[object.kind] === undefined) return [];
  const trust = trustOf(object, live, observation);
  if (trust.state === 'trusted') return [];
  const why = trust.state === 'unknown' ? trust.problem : 'its caBundle is not the root of the serving certificate';
  return [`${describeObject(object)}: ${why}`];
}
