import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../../src/api/status.ts';
import { advance, startOf } from '../../../../../src/cli/view/live/progress.ts';

const parts = ['crds', 'citadel', 'pilot', 'addons'].map((name) => ({ name, gate: `${name} there`, objects: 1 }));
const waitingFor = (part: string): MeshInstallStatus => ({
  waiting: { part, gate: '', message: '', since: '2026-01-01T00:00:00Z' },
});
const condition = (type: string, status: 'True' | 'False') => ({
  type,
  status,
  reason: '',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const states = (progress: readonly { state: string }[]): string[] => progress.map(({ state }) => state);

describe('progress of waves', () => {
  it('begins with the first wave', () => {
    expect(states(startOf(parts, 0))).toEqual(['current', 'ahead', 'ahead', 'ahead']);
  });

  it('counts every wave before the one that is waited for as done, at the moment it was first seen', () => {
    const first = advance(startOf(parts, 0), waitingFor('pilot'), 100);
    const second = advance(first, waitingFor('pilot'), 200);
    expect(states(second)).toEqual(['done', 'done', 'current', 'ahead']);
    expect(second[0]).toMatchObject({ at: 100 });
    expect(second[2]).toMatchObject({ since: 100 });
  });

  it('waits for the last wave when everything is applied and something is not ready', () => {
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

  it('goes back when an earlier wave is waited for again', () => {
    const ready = advance(startOf(parts, 0), { conditions: [condition('Ready', 'True')] }, 1);
    expect(states(advance(ready, waitingFor('citadel'), 2))).toEqual(['done', 'current', 'ahead', 'ahead']);
  });

  it('stays where it is while a status says nothing about waves', () => {
    const there = advance(startOf(parts, 0), waitingFor('citadel'), 1);
    expect(advance(there, { phase: 'Installing' }, 2)).toEqual(there);
  });
});
