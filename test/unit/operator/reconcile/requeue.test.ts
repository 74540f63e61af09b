import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import type { PassPlan, PassResult } from '../../../../src/core/pass/result.ts';
import type { Result } from '../../../../src/operator/reconcile/context.ts';
import { requeueAfter } from '../../../../src/operator/reconcile/requeue.ts';
import { waitingFor } from '../../../support/progress.ts';
import { meshInstall } from '../../../support/pass-cluster.ts';
import { meshOf } from '../../../support/mesh.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const RESYNC_MS = 10 * 60_000;
const { spec } = meshOf({ upgrade: { gateTimeout: '5m' } });
const DESIRED = { spec, manifests: [] };
const CONVERGED: PassOutcome = { kind: 'converged' };

interface World {
  /** As it was when the pass began. */
  readonly before?: MeshInstallStatus;
  /** As the pass wrote it. */
  readonly after?: MeshInstallStatus;
  readonly podsMs?: number;
  readonly crdsMs?: number;
}

function nextMs(result: Result | undefined, { before = {}, after = before, podsMs, crdsMs }: World = {}) {
  const look = (ms = Infinity) => ({ nextLookMs: () => ms });
  const cache = { install: () => meshInstall({ status: after }) };
  const install = meshInstall({ status: before });
  const clock = { now: () => NOON };
  const ages = { lasted: (_mesh: string, _what: string, since: string) => NOON - Date.parse(since) };
  return requeueAfter({ install, cache, clock, ages, podProblems: look(podsMs), establishment: look(crdsMs) }, result);
}

const result = (outcome: PassOutcome, more: Partial<PassResult> = {}): PassResult => ({
  generation: 1,
  outcome,
  inventory: [],
  installed: undefined,
  desired: DESIRED,
  ...more,
});
const waitingSince = (...times: string[]): MeshInstallStatus => ({
  waitingFor: times.map((time) => ({ part: 'pilot', gate: 'g', message: 'm', since: `2026-06-01T${time}Z` })),
});

describe('when a mesh is looked at again', () => {
  it('is never where nobody is left to be told', () => {
    expect(nextMs(undefined)).toBeUndefined();
  });

  it('is soon while it is deleted, and when the time of that is over', () => {
    const deletion = { doing: '', left: [], remedy: '' };
    expect(nextMs({ deletion, remainingMs: 300_000 })).toBe(10_000);
    expect(nextMs({ deletion, remainingMs: 1234 })).toBe(1234);
    expect(nextMs({ deletion })).toBeUndefined();
  });

  it('is after ten minutes where all is quiet, because certificates age without an event', () => {
    expect(nextMs(result(CONVERGED))).toBe(RESYNC_MS);
    expect(nextMs(result({ kind: 'paused' }))).toBe(RESYNC_MS);
    expect(nextMs(result({ kind: 'rejected', reason: 'InvalidSpec', message: '' }))).toBe(RESYNC_MS);
  });

  it.each(['OwnershipConflict', 'VersionMismatch'] as const)(
    'is soon after a refusal for %s, which others take away without an event that we hear',
    (reason) => {
      expect(nextMs(result({ kind: 'rejected', reason, message: '' }))).toBe(10_000);
    },
  );

  it('is at once at a stop on the way, and when a change has just failed or gone back', () => {
    const hop = { from: '1.2.10', to: '1.3.8', rest: ['1.4.10'] };
    const passPlan = { action: { kind: 'upgrade', hop } } as unknown as PassPlan;
    expect(nextMs(result(CONVERGED, { passPlan }))).toBe(0);
    const failure = { outcome: 'RollingBack' } as MeshInstallStatus['failure'];
    const waiting = result(waitingFor('pilot', 'no pod'));
    expect(nextMs(waiting, { after: { failure } })).toBe(0);
    expect(nextMs(waiting, { before: { failure }, after: { failure } })).toBe(RESYNC_MS);
  });

  it('is when the first gate runs out that still has time', () => {
    const waiting = result(waitingFor('pilot', 'no pod'));
    const after = waitingSince('11:50:00', '11:57:00', '11:59:00');
    expect(nextMs(waiting, { after })).toBe(2 * 60_000);
    expect(nextMs(waiting, { after: waitingSince('11:50:00') })).toBe(RESYNC_MS);
  });

  it('is when a hop that is blocked may begin, and not later than all else', () => {
    const blocked = (until?: number): PassResult =>
      result({ kind: 'blocked', hold: { reason: 'R', message: 'm', ...(until !== undefined && { until }) } });
    expect(nextMs(blocked(NOON + 15_000))).toBe(15_000);
    expect(nextMs(blocked(NOON + 3 * RESYNC_MS))).toBe(RESYNC_MS);
    expect(nextMs(blocked())).toBe(RESYNC_MS);
    expect(nextMs(blocked(NOON))).toBe(RESYNC_MS);
  });

  it('is when workloads that are restarted may be done', () => {
    const restart = { restarting: ['Deployment shop/a'], left: 0, skipReasons: [] };
    expect(nextMs(result(CONVERGED, { restart }))).toBe(5_000);
  });

  it('is when pods or CRDs are due, where they are looked at', () => {
    expect(nextMs(result(CONVERGED), { podsMs: 5_000, crdsMs: 7_000 })).toBe(5_000);
    expect(nextMs(result(CONVERGED), { podsMs: 9_000, crdsMs: 7_000 })).toBe(7_000);
    const { desired: _, ...undecided } = result({ kind: 'error', reason: 'R', message: 'm' });
    expect(nextMs(undecided, { podsMs: 5_000 })).toBe(RESYNC_MS);
  });
});
