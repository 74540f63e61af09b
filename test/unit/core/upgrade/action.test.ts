import { describe, expect, it } from '@jest/globals';
import { RELEASES } from '../../../../charts/index.ts';
import type { Failure, MeshInstallStatus } from '../../../../src/api/status.ts';
import { nextAction, type Action } from '../../../../src/core/upgrade/action.ts';
import { minorsApart } from '../../../../src/core/upgrade/path.ts';
import { seededRandom } from '../../../../bench/numbers/seeded-random.ts';

const NOON = '2026-06-01T12:00:00Z';
const action = (status: MeshInstallStatus, target: string, generation = 2): Action =>
  nextAction({ status, generation, target, releases: RELEASES });
/** How many minors lie between those that are furthest apart. */
const widest = (releases: ReadonlySet<string>): number =>
  Math.max(...[...releases].flatMap((one) => [...releases].map((other) => minorsApart(one, other))));
/** A mesh between two releases. */
const between = (version: string, from: string, to: string): MeshInstallStatus => ({
  version,
  plan: { from, path: [to], startedAt: NOON },
});
const failure = (outcome: Failure['outcome'], more: Partial<Failure> = {}): Failure => ({
  generation: 2,
  from: '1.3.8',
  to: '1.4.10',
  step: 'pilot',
  message: 'late',
  startedAt: NOON,
  outcome,
  ...more,
});

describe('the course of a mesh between two hops', () => {
  it('is the next hop towards the target', () => {
    expect(action({ version: '1.2.10' }, '1.4.10')).toEqual({
      kind: 'upgrade',
      hop: { from: '1.2.10', to: '1.3.8', rest: ['1.4.10'] },
    });
  });
});

describe('the course of a mesh whose spec is edited in the middle of a hop', () => {
  it.each([
    ['rollback', '1.3.8', { from: '1.4.10', to: '1.3.8', rest: [] }],
    ['to another patch of where it goes', '1.4.2', { from: '1.3.8', to: '1.4.2', rest: [] }],
    ['to the other side', '1.1.17', { from: '1.4.10', to: '1.3.8', rest: ['1.2.10', '1.1.17'] }],
    ['to another patch of where it came from', '1.3.0', { from: '1.4.10', to: '1.3.8', rest: ['1.3.0'] }],
  ])('%s is legal for what is new and what is old', (_what, target, hop) => {
    expect(action(between('1.3.8', '1.3.8', '1.4.10'), target)).toEqual({ kind: 'upgrade', hop });
  });

  it('goes on where it was after a restart', () => {
    const before = action({ version: '1.3.8' }, '1.4.10');
    expect(action(between('1.3.8', '1.3.8', '1.4.10'), '1.4.10')).toEqual(before);
  });

  it('reaches the last wish and never takes a component over more than one minor, however often it is edited', () => {
    const random = seededRandom(5);
    const any = (): string => RELEASES[Math.floor(random() * RELEASES.length)]!;
    for (let round = 0; round < 300; round++) {
      const start = any();
      let status: MeshInstallStatus = { version: start };
      let target = any();
      // What some component may have: every hop that began leaves something until one comes to its end.
      let there = new Set([start]);
      for (let pass = 0; pass < 40; pass++) {
        const { hop } = action(status, target);
        there.add(hop.to);
        expect(widest(there)).toBeLessThanOrEqual(1);
        const from = hop.from ?? '';
        status = { ...status, plan: { from, path: [hop.to, ...hop.rest], startedAt: NOON } };
        if (pass < 20 && random() < 0.5) target = any();
        else {
          status = { version: hop.to };
          there = new Set([hop.to]);
        }
      }
      expect(status).toEqual({ version: target });
    }
  });
});

describe('the course of a change that failed', () => {
  const status = (given: Failure): MeshInstallStatus => ({ ...between('1.3.8', '1.3.8', '1.4.10'), failure: given });
  const back = { kind: 'rollback', hop: { from: '1.4.10', to: '1.3.8', rest: [] } };

  it('is the way back', () => {
    expect(action(status(failure('RollingBack')), '1.4.10')).toEqual(back);
  });

  it('is to stay where it went back to', () => {
    const settled = { version: '1.3.8', failure: failure('RolledBack') };
    expect(action(settled, '1.4.10')).toEqual({ kind: 'maintain', hop: { from: '1.3.8', to: '1.3.8', rest: [] } });
  });

  it('ends at the step where it was paused, or where going back failed', () => {
    expect(action(status(failure('Paused')), '1.4.10')).toMatchObject({ kind: 'upgrade', stopAt: 'pilot' });
    const stuck = failure('RollbackFailed', { rollbackStep: 'galley' });
    expect(action(status(stuck), '1.4.10')).toEqual({ ...back, stopAt: 'galley' });
  });

  it('starts afresh with another generation', () => {
    const settled = { version: '1.3.8', failure: failure('RolledBack') };
    expect(action(settled, '1.4.10', 3)).toEqual({ kind: 'upgrade', hop: { from: '1.3.8', to: '1.4.10', rest: [] } });
    expect(action(status(failure('Paused')), '1.4.10', 3).stopAt).toBeUndefined();
  });
});
