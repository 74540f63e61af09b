import type { Manifest } from '../../src/api/manifest.ts';
import { describeObject, refOf } from '../../src/core/model/object-id.ts';
import { conditionOf } from '../scenarios/ends.ts';
import type { Invariant } from './evidence.ts';

/** It came to the end that was asked for, and stays there. */
export const ENDED: Invariant = {
  name: 'ended as asked',
  broken: ({ late, scenario, install }) => {
    if (late !== undefined) return [late];
    return scenario.isOver(install) ? [] : ['came to its end and did not stay there'];
  },
};

/** An installation that has never worked has nothing to go back to. */
export const NO_WAY_BACK: Invariant = {
  name: 'no rollback of what was never installed',
  broken: ({ install }) => {
    const { version, failure } = install?.status ?? {};
    return version === undefined && failure !== undefined ? [`${failure.outcome} without an installation`] : [];
  },
};

/** A mesh that says it is ready is. */
export const STATUS_TRUE: Invariant = {
  name: 'the status is true',
  broken: async ({ client, install }) => {
    if (install === undefined || conditionOf(install, 'Ready')?.status !== 'True') return [];
    const refs = (install.status?.inventory ?? []).map(refOf).filter(({ kind }) => kind === 'Deployment');
    const live = await Promise.all(refs.map((ref) => client.get<Deployment>(ref)));
    const missing = refs.filter((_, i) => live[i] === undefined).map((ref) => `${describeObject(ref)} is not there`);
    const unready = live.flatMap((one) => (one === undefined || isAvailable(one) ? [] : [one]));
    return [...missing, ...unready.map((one) => `${describeObject(one)} is not available, and the mesh is Ready`)];
  },
};

interface Deployment extends Manifest {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: number; readonly availableReplicas?: number };
}

const isAvailable = ({ metadata, spec, status }: Deployment): boolean =>
  status?.observedGeneration === metadata.generation && (status?.availableReplicas ?? 0) >= (spec.replicas ?? 1);
