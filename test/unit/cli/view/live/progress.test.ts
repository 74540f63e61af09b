import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../../src/api/status.ts';
import { advance, startOf } from '../../../../../src/cli/view/live/progress.ts';

const part = (name: string, ...needs: string[]) => ({ name, gate: `${name} there`, objects: 1, needs });
const parts = [part('crds'), part('citadel'), part('pilot', 'crds', 'citadel'), part('addons', 'citadel')];
const SINCE = '2026-01-01T00:00:00Z';

/** A plan whose steps are as these letters say: Done, Running, Pending or Failed. */
const steps = (letters: string): MeshInstallStatus => {
  const states = { D: 'Done', R: 'Running', P: 'Pending', F: 'Failed' } as const;
  return {
    plan: {
      path: ['1.4.10'],
      steps: parts.map(({ name }, i) => ({ name, state: states[letters[i] as keyof typeof states] })),
    },
  };
};
const condition = (type: string, status: 'True' | 'False') => {
  return { type, status, reason: '', message: '', lastTransitionTime: SINCE };
};
const states = (progress: readonly { state: string }[]): string[] => progress.map(({ state }) => state);

describe('progress of parts', () => {
  it('begins with all that need nothing', () => {
    expect(states(startOf(parts, 0))).toEqual(['current', 'current', 'ahead', 'ahead']);
  });

  it('follows every step of the plan, several at once, from the moment it was first seen', () => {
    const first = advance(startOf(parts, 0), steps('DRPP'), 100);
    const second = advance(advance(first, steps('DDRR'), 150), steps('DDRD'), 200);
    expect(states(first)).toEqual(['done', 'current', 'ahead', 'ahead']);
    expect(states(second)).toEqual(['done', 'done', 'current', 'done']);
    expect(second).toMatchObject([{ at: 100 }, { at: 150 }, { since: 150 }, { at: 200 }]);
  });

  it('still works on a step that failed', () => {
    expect(states(advance(startOf(parts, 0), steps('DFPP'), 1))).toEqual(['done', 'current', 'ahead', 'ahead']);
  });

  it('waits for add-ons when everything is applied and something is not ready', () => {
    const status = {
      installed: 'digest',
      conditions: [condition('Ready', 'False'), condition('Reconciling', 'False')],
    };
    expect(states(advance(startOf(parts, 0), status, 1))).toEqual(['done', 'done', 'done', 'current']);
  });

  it('is over when the mesh is Ready', () => {
    const status = { conditions: [condition('Ready', 'True')] };
    expect(states(advance(startOf(parts, 0), status, 1))).toEqual(['done', 'done', 'done', 'done']);
  });

  it('goes back with the plan of the next hop', () => {
    const ready = advance(startOf(parts, 0), { conditions: [condition('Ready', 'True')] }, 1);
    expect(states(advance(ready, steps('DRPD'), 2))).toEqual(['done', 'current', 'ahead', 'done']);
  });

  it('stays where it is while a status says nothing about parts', () => {
    const there = advance(startOf(parts, 0), steps('DRPP'), 1);
    expect(advance(there, { phase: 'Installing' }, 2)).toEqual(there);
  });
});
