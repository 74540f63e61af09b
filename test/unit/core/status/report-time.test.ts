import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import type { PassResult } from '../../../../src/core/pass/result.ts';
import { statusAfter } from '../../../../src/core/status/report.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import { changed, installed } from '../../../support/installed.ts';
import { partNamed, waitingAt, waitingFor } from '../../../support/progress.ts';
import { observationOf, withStatus, type World } from '../../../support/observation.ts';

const { desired, world } = installed({ upgrade: { gateTimeout: '10m' } });
const noon = Date.parse('2026-06-01T12:00:00Z');
const at = (minutes: number, given: World = world) =>
  observationOf({ ...given, now: new Date(noon + minutes * 60_000) });
const pilot = partNamed('pilot');

const SETTLED: PassOutcome = { kind: 'converged' };
const WAITING: PassOutcome = waitingFor('pilot', 'no pod');
const ERROR: PassOutcome = { kind: 'error', reason: 'Forbidden', message: 'cannot apply' };

const pass = (outcome: PassOutcome, more: Partial<PassResult> = {}): PassResult => {
  return { generation: 1, outcome, inventory: ['v1/ConfigMap/ns/a'], installed: undefined, desired, ...more };
};
const settled = pass(SETTLED, { installed: 'digest' });
const conditionOf = (status: MeshInstallStatus, type: string) => status.conditions?.find((c) => c.type === type);
const componentOf = (status: MeshInstallStatus, name: string) => status.components?.find((c) => c.name === name);
const broken = changed(world, 'Deployment', 'istio-pilot', (m) =>
  withStatus(m, { availableReplicas: 0, readyReplicas: 0 }),
);

describe('time', () => {
  it('of a component moves with its phase only', () => {
    const first = statusAfter({}, settled, at(0, broken));
    const still = statusAfter(
      first,
      settled,
      at(
        3,
        changed(broken, 'Deployment', 'istio-pilot', (m) => withStatus(m, { updatedReplicas: 0 })),
      ),
    );
    expect(componentOf(first, 'pilot')).toMatchObject({ phase: 'Progressing', since: '2026-06-01T12:00:00Z' });
    expect(componentOf(still, 'pilot')).toMatchObject({ phase: 'Progressing', since: '2026-06-01T12:00:00Z' });
    expect(componentOf(still, 'pilot')?.message).not.toBe(componentOf(first, 'pilot')?.message);
    expect(componentOf(statusAfter(still, settled, at(4)), 'pilot')).toMatchObject({
      phase: 'Ready',
      since: '2026-06-01T12:04:00Z',
    });
  });

  it('of a wait moves with its part only, and each part has its own', () => {
    const first = statusAfter({}, pass(WAITING), at(0, broken));
    const more = statusAfter(first, pass(waitingFor('pilot', 'another thing')), at(3, broken));
    expect(more.waitingFor).toMatchObject([{ message: 'another thing', since: '2026-06-01T12:00:00Z' }]);
    const both: PassOutcome = { kind: 'waiting', progress: waitingAt(['pilot', 'injector'], 'no pod') };
    expect(statusAfter(more, pass(both), at(4, broken)).waitingFor).toMatchObject([
      { part: 'pilot', since: '2026-06-01T12:00:00Z' },
      { part: 'injector', since: '2026-06-01T12:04:00Z' },
    ]);
  });

  it('of a part that is stuck runs out, although another part moves on', () => {
    const stuck = (...names: string[]) => pass({ kind: 'waiting', progress: waitingAt(names, 'no pod') });
    const first = statusAfter({}, stuck('pilot', 'injector'), at(0, broken));
    const moving = statusAfter(first, stuck('pilot', 'gateways'), at(9, broken));
    const late = statusAfter(moving, stuck('pilot', 'gateways'), at(10, broken));
    expect(conditionOf(late, 'Stalled')?.message).toBe(`pilot: ${pilot.gate} not reached within 10m: no pod`);
  });

  it('runs on through an error: a gate that is late stays late', () => {
    const waiting = statusAfter({}, pass(WAITING), at(0, broken));
    const failed = statusAfter(waiting, pass(ERROR), at(9, broken));
    const again = statusAfter(failed, pass(WAITING), at(11, broken));
    expect(again.phase).toBe('Stalled');
  });

  it('starts over with another generation: who repairs the spec gets the whole time again', () => {
    const stalled = statusAfter(statusAfter({}, pass(WAITING), at(0, broken)), pass(WAITING), at(11, broken));
    const edited = statusAfter(stalled, pass(WAITING, { generation: 2 }), at(12, broken));
    expect(stalled.phase).toBe('Stalled');
    expect(edited.phase).toBe('Installing');
    expect(edited.waitingFor?.[0]?.since).toBe('2026-06-01T12:12:00Z');
  });
});

describe('a gate that is late', () => {
  const before = statusAfter({}, pass(WAITING), at(0, broken));

  it('stalls the mesh from its deadline on, and says which', () => {
    expect(statusAfter(before, pass(WAITING), at(9.99, broken)).phase).toBe('Installing');
    const late = statusAfter(before, pass(WAITING), at(10, broken));
    expect(late.phase).toBe('Stalled');
    expect(conditionOf(late, 'Stalled')).toMatchObject({
      status: 'True',
      reason: 'GateTimeout',
      message: `pilot: ${pilot.gate} not reached within 10m: no pod`,
    });
    expect(conditionOf(late, 'Reconciling')?.status).toBe('True');
  });

  it('is forgotten when it opens after all', () => {
    const late = statusAfter(before, pass(WAITING), at(10, broken));
    expect(statusAfter(late, settled, at(11))).toMatchObject({ phase: 'Ready' });
  });
});

describe('a component that breaks later', () => {
  const ready = statusAfter({}, settled, at(0));

  it('is still being installed until the mesh was Ready once', () => {
    const waiting = statusAfter({}, pass(WAITING), at(0, broken));
    expect(statusAfter(waiting, settled, at(1, broken)).phase).toBe('Installing');
  });

  it('is being repaired, then stalls', () => {
    const repairing = statusAfter(ready, settled, at(1, broken));
    expect(repairing).toMatchObject({ phase: 'Repairing', ready: '7/8', version: '1.4.10', lastGoodVersion: '1.4.10' });
    expect(conditionOf(repairing, 'Ready')).toMatchObject({ status: 'False', reason: 'ComponentsNotReady' });
    expect(statusAfter(repairing, settled, at(10, broken)).phase).toBe('Repairing');
    const late = statusAfter(repairing, settled, at(11, broken));
    expect(late.phase).toBe('Stalled');
    expect(conditionOf(late, 'Stalled')?.message).toMatch(/^pilot is not ready for more than 10m/);
  });

  it('has failed when waiting does not help', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const failed = changed(world, 'Deployment', 'istio-pilot', (m) => withStatus(m, { conditions }));
    expect(componentOf(statusAfter(ready, settled, at(1, failed)), 'pilot')?.phase).toBe('Failed');
  });

  it('waits for its turn before it exists', () => {
    const early = changed(world, 'Deployment', 'istio-pilot', () => undefined);
    expect(componentOf(statusAfter({}, pass(WAITING), at(0, early)), 'pilot')).toMatchObject({
      phase: 'Waiting',
      ready: '0/1',
      image: 'docker.io/istio/pilot:1.4.10',
    });
  });
});
