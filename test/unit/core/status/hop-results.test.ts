import { describe, expect, it } from '@jest/globals';
import type { Failure, MeshInstallStatus } from '../../../../src/api/status.ts';
import { hopResultsBetween, type HopResult } from '../../../../src/core/status/hop-results.ts';

type Record = NonNullable<MeshInstallStatus['history']>[number];

const hop = { from: '1.3.8', to: '1.4.10' };
const record = (outcome: Record['outcome'], finishedAt = '2026-01-01T00:10:00Z'): Record => ({
  ...hop,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt,
  outcome,
});
const failure = (outcome: Failure['outcome'], generation = 2): { failure: Failure } => ({
  failure: {
    ...hop,
    generation,
    outcome,
    step: 'pilot',
    component: 'pilot',
    message: 'words',
    startedAt: '2026-01-01T00:00:00Z',
  },
});
const older = record('Succeeded', '2025-01-01T00:00:00Z');

/** Two statuses, and what ended between them. */
const TABLE: readonly [string, MeshInstallStatus, MeshInstallStatus, HopResult[]][] = [
  [
    'a mesh was installed',
    {},
    { history: [{ to: '1.4.10', startedAt: 'a', finishedAt: 'b', outcome: 'Succeeded' }] },
    [{ to: '1.4.10', outcome: 'Succeeded' }],
  ],
  [
    'a hop succeeded',
    { history: [older] },
    { history: [record('Succeeded'), older] },
    [{ ...hop, outcome: 'Succeeded' }],
  ],
  ['nothing ended', { history: [older] }, { history: [older], phase: 'Repairing' }, []],
  ['a hop failed and goes back', {}, failure('RollingBack'), []],
  ['it still goes back', failure('RollingBack'), failure('RollingBack'), []],
  [
    'it is back',
    { ...failure('RollingBack'), history: [older] },
    { ...failure('RolledBack'), history: [record('RolledBack'), older] },
    [{ ...hop, outcome: 'RolledBack', component: 'pilot' }],
  ],
  [
    'the way back failed, too',
    failure('RollingBack'),
    { ...failure('RollbackFailed'), history: [record('RollbackFailed')] },
    [{ ...hop, outcome: 'RollbackFailed', component: 'pilot' }],
  ],
  [
    'a hop was paused',
    {},
    { ...failure('Paused'), history: [record('Paused')] },
    [{ ...hop, outcome: 'Paused', component: 'pilot' }],
  ],
  ['the spec was edited after a failure', { ...failure('RolledBack'), history: [older] }, { history: [older] }, []],
  [
    'the spec was edited on the way back',
    failure('RollingBack'),
    { phase: 'Upgrading' },
    [{ ...hop, outcome: 'Abandoned', component: 'pilot' }],
  ],
  [
    'the next spec fails in the same way',
    failure('RollingBack'),
    failure('RollingBack', 3),
    [{ ...hop, outcome: 'Abandoned', component: 'pilot' }],
  ],
];

describe('what ended between two statuses, when', () => {
  it.each(TABLE)('%s', (_what, before, after, results) => {
    expect(hopResultsBetween(before, after)).toEqual(results);
  });

  it('the same status is read after a restart: nothing', () => {
    const written = (): MeshInstallStatus => ({ ...failure('Paused'), history: [record('Paused')] });
    expect(hopResultsBetween(written(), written())).toEqual([]);
  });
});
