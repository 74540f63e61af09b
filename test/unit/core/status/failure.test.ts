import { describe, expect, it } from '@jest/globals';
import { meshInstallStatus, type MeshInstallStatus } from '../../../../src/api/status.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { nextAction } from '../../../../src/core/upgrade/action.ts';
import type { PassPlan, PassResult } from '../../../../src/core/pass/result.ts';
import { startedPlan } from '../../../../src/core/status/progress.ts';
import { statusAfter } from '../../../../src/core/status/report.ts';
import { eventsBetween } from '../../../../src/core/status/events.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import { inParts } from '../../../../src/core/model/graph.ts';
import { ROUTES } from '../../../../src/operator/pass/routes.ts';
import { changed, installed } from '../../../support/installed.ts';
import { waitingAt, waitingFor as waits } from '../../../support/progress.ts';
import { observationOf, withStatus } from '../../../support/observation.ts';

const noon = Date.parse('2026-06-01T12:00:00Z');
const date = (minutes: number): Date => new Date(noon + minutes * 60_000);
const waitingFor = (name: string): PassOutcome => waits(name, 'no pod');
const SETTLED: PassOutcome = { kind: 'converged' };

/** A mesh that is walked by hand: each pass is what the test says, each status what the code makes of it. */
class Walk {
  status: MeshInstallStatus = { version: '1.3.8', installed: '1.3.8', lastGoodVersion: '1.3.8' };
  readonly told: string[] = [];
  readonly spec: MeshInstallSpec;
  /** What a pass knows about the way back. */
  back: Pick<PassPlan, 'canRollBack' | 'rollbackObstacle'> = { canRollBack: true };
  generation = 2;

  constructor(upgrade: NonNullable<MeshInstallSpec['upgrade']> = {}, version = '1.4.10') {
    this.spec = { version, upgrade: { gateTimeout: '10m', ...upgrade } };
  }

  /** One pass, so many minutes after noon. */
  pass(minutes: number, outcome: PassOutcome, isBroken = outcome.kind !== 'converged'): MeshInstallStatus {
    const { generation, spec, back } = this;
    const action = nextAction({ status: this.status, generation, target: spec.version, releases: ROUTES.releases });
    const { desired, world } = installed({ ...spec, version: action.hop.to });
    const parts = inParts(desired.manifests, ROUTES.needsOn(action.hop));
    const passPlan: PassPlan = { action, target: spec.version, requestedSpec: spec, parts, ...back };
    const live = isBroken
      ? changed(world, 'Deployment', 'istio-pilot', (m) => withStatus(m, { availableReplicas: 0, readyReplicas: 0 }))
      : world;
    const observation = observationOf({ ...live, now: date(minutes) });
    const begun = { ...this.status, plan: startedPlan(this.status, passPlan, observation) };
    const digest = outcome.kind === 'converged' ? action.hop.to : this.status.installed;
    const result: PassResult = { generation, outcome, inventory: [], installed: digest, desired, passPlan };
    const after = statusAfter(action.kind === 'maintain' ? this.status : begun, result, observation);
    this.told.push(...eventsBetween(this.status, after).map(({ reason }) => reason));
    this.status = after;
    return after;
  }
}

const stalled = ({ conditions }: MeshInstallStatus) => conditions?.find(({ type }) => type === 'Stalled');
const stepOf = ({ plan }: MeshInstallStatus, name: string) => plan?.steps?.find((step) => step.name === name);

describe('a hop on its way', () => {
  it('says how many pods of what runs already stay ready, and nothing about what does not', () => {
    const plan = new Walk().pass(0, waitingFor('galley'));
    const pilot = { name: 'istio-pilot', replicas: 1, minReady: 1 };
    expect(stepOf(plan, 'pilot')).toMatchObject({ components: ['pilot'], workloads: [pilot], state: 'Pending' });
    expect(stepOf(plan, 'crds')).not.toHaveProperty('workloads');
  });

  it('shows its steps: what is done, what runs since when, what is to come', () => {
    const walk = new Walk();
    walk.pass(0, waitingFor('galley'));
    const status = walk.pass(1, waitingFor('pilot'));
    expect(status.plan).toMatchObject({ from: '1.3.8', path: ['1.4.10'], startedAt: '2026-06-01T12:00:00Z' });
    expect(stepOf(status, 'galley')).toMatchObject({ state: 'Done', since: '2026-06-01T12:01:00Z' });
    expect(stepOf(status, 'pilot')).toMatchObject({ state: 'Running', components: ['pilot'] });
    expect(stepOf(status, 'gateways')).toEqual({
      name: 'gateways',
      needs: ['injection'],
      components: ['istio-ingressgateway'],
      workloads: [{ name: 'istio-ingressgateway', replicas: 1, minReady: 1 }],
      state: 'Pending',
    });
    expect(walk.pass(2, waitingFor('pilot'))).toEqual(status);
    expect(JSON.stringify(status.plan).length).toBeLessThan(2500);
  });

  it('ends with its place in the history', () => {
    const walk = new Walk();
    walk.pass(0, waitingFor('pilot'));
    const status = walk.pass(3, SETTLED);
    expect(status.plan).toBeUndefined();
    expect(status.history).toEqual([
      {
        from: '1.3.8',
        to: '1.4.10',
        startedAt: '2026-06-01T12:00:00Z',
        finishedAt: '2026-06-01T12:03:00Z',
        outcome: 'Succeeded',
      },
    ]);
    expect(status.installedSpec).toEqual({ version: '1.4.10' });
  });
});

describe('a gate that runs out', () => {
  const failedWalk = (upgrade: NonNullable<MeshInstallSpec['upgrade']> = {}): Walk => {
    const walk = new Walk(upgrade);
    walk.pass(0, waitingFor('pilot'));
    walk.pass(10, waitingFor('pilot'));
    return walk;
  };

  it('rolls the hop back, names component and gate, and gives the way back the whole time', () => {
    const walk = failedWalk();
    expect(walk.status).toMatchObject({ phase: 'RollingBack', failure: { component: 'pilot', step: 'pilot' } });
    expect(walk.status.waitingFor).toBeUndefined();
    expect(stalled(walk.status)).toMatchObject({
      status: 'True',
      reason: 'RollingBack',
      message:
        'Istio 1.3.8 to 1.4.10 failed at pilot: pilot: pilot available not reached within 10m: no pod; going back to 1.3.8',
    });
    const status = walk.pass(11, waitingFor('pilot'));
    expect(status.plan).toMatchObject({ from: '1.4.10', path: ['1.3.8'], startedAt: '2026-06-01T12:11:00Z' });
    expect(stepOf(status, 'pilot')?.state).toBe('Running');
    expect(status.waitingFor?.[0]?.since).toBe('2026-06-01T12:11:00Z');
  });

  it('stays where it went back to, with what failed in status and history', () => {
    const walk = failedWalk();
    walk.pass(11, waitingFor('galley'));
    const status = walk.pass(12, SETTLED);
    expect(status).toMatchObject({ version: '1.3.8', targetVersion: '1.4.10', phase: 'Stalled' });
    expect(stalled(status)).toMatchObject({
      reason: 'RolledBack',
      message: expect.stringMatching(
        /went back to 1\.3\.8, where all 8 components are ready; edit the spec/,
      ) as unknown,
    });
    expect(status.history).toMatchObject([{ from: '1.3.8', to: '1.4.10', outcome: 'RolledBack' }]);
    expect(walk.pass(300, SETTLED)).toEqual(status);
    expect(walk.told.filter((reason) => /Roll/.test(reason))).toEqual(['RollingBack', 'RolledBack']);
  });

  it('pauses instead where the spec says so, and does not go on when the gate opens', () => {
    const walk = failedWalk({ onFailure: 'Pause' });
    expect(walk.status).toMatchObject({ phase: 'Stalled', failure: { outcome: 'Paused' } });
    expect(stepOf(walk.status, 'pilot')?.state).toBe('Failed');
    expect(stalled(walk.status)).toMatchObject({
      reason: 'GateTimeout',
      message: expect.stringContaining('stopped there, with citadel citadel:1.4.10 (1/1), galley') as unknown,
    });
    walk.pass(11, waits('pilot'), false);
    expect(walk.pass(60, waits('pilot'), false)).toMatchObject({
      phase: 'Stalled',
      failure: { outcome: 'Paused' },
      history: [{ outcome: 'Paused' }],
    });
  });

  it('pauses, too, where what is installed cannot be rendered again, and says why', () => {
    const walk = new Walk();
    walk.back = { canRollBack: false, rollbackObstacle: 'spec.mesh.id: "x": not possible' };
    walk.pass(0, waitingFor('pilot'));
    const { failure } = walk.pass(10, waitingFor('pilot'));
    expect(failure).toMatchObject({ outcome: 'Paused', component: 'pilot' });
    expect(stalled(walk.status)?.message).toContain(
      'no pod; no way back: spec.mesh.id: "x": not possible; stopped there',
    );
  });

  it('on the way back stops there, and says what runs of each component', () => {
    const walk = failedWalk();
    walk.pass(11, waitingFor('galley'));
    const status = walk.pass(21, waitingFor('galley'));
    expect(stalled(status)).toMatchObject({
      reason: 'RollbackFailed',
      message: expect.stringMatching(
        /failed, too: galley: .*: no pod; stopped there, with citadel .*, pilot pilot:1\.3\.8 \(0\/1\)/,
      ) as unknown,
    });
    expect(status.failure).toMatchObject({ outcome: 'RollbackFailed', rollbackStep: 'galley' });
    expect(walk.pass(22, waitingFor('galley')).failure).toEqual(status.failure);
  });

  it('is forgotten with the next generation', () => {
    const walk = failedWalk();
    walk.generation = 3;
    const status = walk.pass(13, waitingFor('pilot'));
    expect(status.failure).toBeUndefined();
    expect(stalled(status)?.status).toBe('False');
  });

  it('of an installation from nothing is waited for: there is nothing to go back to', () => {
    const walk = new Walk();
    walk.status = {};
    walk.pass(0, waitingFor('pilot'));
    const status = walk.pass(10, waitingFor('pilot'));
    expect(status.failure).toBeUndefined();
    expect(stalled(status)).toMatchObject({ reason: 'GateTimeout' });
    expect(walk.pass(11, SETTLED).phase).toBe('Ready');
  });

  it('counts the time of an apply that is refused, too', () => {
    const walk = new Walk();
    const refused: PassOutcome = {
      kind: 'error',
      reason: 'Invalid',
      message: 'immutable',
      progress: waitingAt(['galley'], 'immutable'),
    };
    walk.pass(0, refused);
    expect(walk.status.failure).toBeUndefined();
    expect(walk.pass(10, refused).failure).toMatchObject({ step: 'galley', outcome: 'RollingBack' });
  });

  it('fits the schema of the resource, whatever came of it', () => {
    for (const walk of [failedWalk(), failedWalk({ onFailure: 'Pause' })]) {
      expect(meshInstallStatus.safeParse(walk.status).error).toBeUndefined();
    }
  });
});

describe('the history', () => {
  it('holds ten hops, the newest first', () => {
    const walk = new Walk();
    for (let i = 0; i < 12; i++) {
      walk.status = { ...walk.status, version: i % 2 === 0 ? '1.4.9' : '1.4.10' };
      walk.pass(i * 10, waitingFor('pilot'));
      walk.pass(i * 10 + 1, SETTLED);
    }
    expect(walk.status.history).toHaveLength(10);
    expect(walk.status.history?.[0]?.finishedAt).toBe('2026-06-01T13:51:00Z');
  });
});
