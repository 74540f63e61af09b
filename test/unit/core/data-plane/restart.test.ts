import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import {
  planRestart,
  RESTARTED_AT,
  RESTARTED_FOR,
  staleWorkloads,
  type RestartInput,
} from '../../../../src/core/data-plane/restart.ts';
import { sidecar } from '../../../support/proxies.ts';

const current = { version: '1.4.10' };

interface Different {
  readonly kind?: string;
  readonly namespace?: string;
  readonly spec?: object;
  readonly status?: object;
  readonly restartedFor?: string;
  /** Time of day. @default long ago */
  readonly restartedAt?: string;
}

const NOON = new Date('2026-06-01T12:00:00Z');

/** A Deployment of two pods that works. */
function workload(name: string, different: Different = {}): Manifest {
  const { kind = 'Deployment', namespace = 'shop', restartedFor, restartedAt = '06:00:00', spec, status } = different;
  const annotations =
    restartedFor === undefined ? {} : { [RESTARTED_FOR]: restartedFor, [RESTARTED_AT]: `2026-06-01T${restartedAt}Z` };
  const template = { metadata: { labels: { app: name }, annotations }, spec: { containers: [{ name: 'app' }] } };
  const counts = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, generation: 1 },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template, ...spec },
    status: { ...counts, ...status },
  };
}

const budget = (name: string, selector: object, disruptionsAllowed: number): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'shop' },
  spec: { selector },
  status: { disruptionsAllowed },
});

const staleOf = ({ kind, metadata: { name, namespace = '' } }: Manifest, role: 'sidecar' | 'router' = 'sidecar') =>
  sidecar('1.3.8', namespace, { role, workload: { kind, namespace, name } });

function plan(workloads: readonly Manifest[], different: Partial<RestartInput> = {}) {
  const proxies = workloads.map((each) => staleOf(each));
  const input = {
    proxies,
    current,
    workloads,
    budgets: [],
    maxUnavailable: '100%',
    namespaces: [],
    now: NOON,
    ...different,
  };
  const { batch, underWay, failed, postponed, impossible, left } = planRestart(input);
  const names = (list: readonly { workload: { name: string }; why: string }[]): string[] =>
    list.map(({ workload: { name }, why }) => `${name}: ${why}`);
  return {
    batch: batch.map(({ metadata }) => metadata.name),
    underWay: underWay.map(({ name }) => name),
    failed: names(failed),
    postponed: names(postponed),
    impossible: names(impossible),
    left,
  };
}

const NOTHING = { batch: [], underWay: [], failed: [], postponed: [], impossible: [], left: 0 };
const many = (count: number): Manifest[] =>
  Array.from({ length: count }, (_, i) => workload(`w${String(i).padStart(2, '0')}`));
const down = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

describe('owners of stale proxies', () => {
  it('are named once, in the namespaces that may be restarted', () => {
    const [a, b] = [workload('a'), workload('b', { namespace: 'other' })];
    const proxies = [staleOf(a), staleOf(a), staleOf(b), sidecar('1.4.10'), sidecar('1.3.8')];
    expect(staleWorkloads(proxies, current, []).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(staleWorkloads(proxies, current, ['other']).map(({ name }) => name)).toEqual(['b']);
  });
});

describe('the next batch', () => {
  it('is a share of the workloads that have a proxy, and never none', () => {
    expect(plan(many(30), { maxUnavailable: '10%' })).toEqual({ ...NOTHING, batch: ['w00', 'w01', 'w02'], left: 27 });
    expect(plan(many(3), { maxUnavailable: '10%' })).toEqual({ ...NOTHING, batch: ['w00'], left: 2 });
    expect(plan(many(3), { maxUnavailable: 0 })).toMatchObject({ batch: ['w00'] });
    expect(plan(many(3), { maxUnavailable: 2 })).toMatchObject({ batch: ['w00', 'w01'] });
  });

  it('waits until the one before is done', () => {
    const [first, ...rest] = many(4);
    const restarted = workload(first!.metadata.name, { restartedFor: '1.4.10', status: { updatedReplicas: 1 } });
    expect(plan([restarted, ...rest])).toEqual({ ...NOTHING, underWay: ['w00'], left: 3 });
  });

  it('waits for one whose old pods are all gone and whose new ones are not ready, within a bound', () => {
    const rollingOut = (restartedAt: string): Manifest =>
      workload('a', { restartedFor: '1.4.10', restartedAt, status: { availableReplicas: 1, readyReplicas: 1 } });
    const proxies = [staleOf(workload('b'))];
    expect(plan([rollingOut('11:55:00'), workload('b')], { proxies })).toMatchObject({ batch: [], underWay: ['a'] });
    expect(plan([rollingOut('11:45:00'), workload('b')], { proxies })).toMatchObject({ batch: ['b'], underWay: [] });
  });

  it('waits a moment longer until the last old pod is known to be gone', () => {
    const [done, next] = [workload('a', { restartedFor: '1.4.10', restartedAt: '11:59:45' }), workload('b')];
    expect(plan([done, next])).toEqual({ ...NOTHING, underWay: ['a'], left: 1 });
    const gone = { proxies: [staleOf(next), sidecar('1.4.10')] };
    expect(plan([done, next], gone)).toMatchObject({ underWay: [], batch: ['b'] });
  });

  it('is not held up for hours by a restart that lies ahead, because the clock was set back since', () => {
    const restarted = { restartedFor: '1.4.10', restartedAt: '18:00:00' };
    const done = workload('a', restarted);
    expect(plan([done, workload('b')])).toMatchObject({ batch: ['b'], underWay: [] });
    const rollingOut = workload('a', { ...restarted, status: { availableReplicas: 1, readyReplicas: 1 } });
    const proxies = [staleOf(workload('b'))];
    expect(plan([rollingOut, workload('b')], { proxies })).toMatchObject({ batch: ['b'], underWay: [] });
  });

  it('never comes after one that gave up', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const stuck = workload('a', { restartedFor: '1.4.10', status: { conditions } });
    expect(plan([stuck, workload('b')])).toMatchObject({ batch: [], failed: ['a: no progress within its deadline'] });
  });

  it('takes again what was restarted for another release', () => {
    expect(plan([workload('a', { restartedFor: '1.3.8' })])).toMatchObject({ batch: ['a'] });
  });

  it('takes gateways when no sidecar is left', () => {
    const [edge, web] = [workload('edge'), workload('web')];
    const proxies = [staleOf(edge, 'router'), staleOf(web)];
    expect(plan([edge, web], { proxies })).toEqual({ ...NOTHING, batch: ['web'], left: 1 });
    expect(plan([edge], { proxies })).toMatchObject({ batch: ['edge'] });
  });
});

describe('a budget', () => {
  const all = budget('all', {}, 1);

  it('postpones a rollout that would take down more pods than it allows', () => {
    const tight = budget('web', { matchLabels: { app: 'web' } }, 0);
    expect(plan([workload('web', { spec: down }), workload('other', { spec: down })], { budgets: [tight] })).toEqual({
      ...NOTHING,
      batch: ['other'],
      postponed: ['web: waits for PodDisruptionBudget shop/web'],
    });
  });

  it('does not hold up a rollout that takes down none', () => {
    expect(plan([workload('web')], { budgets: [budget('web', {}, 0)] })).toMatchObject({ batch: ['web'] });
  });

  it('is shared by all that are restarted together', () => {
    const together = ['a', 'b'].map((name) => workload(name, { spec: down }));
    expect(plan(together, { budgets: [all] })).toMatchObject({
      batch: ['a'],
      postponed: ['b: waits for PodDisruptionBudget shop/all'],
    });
  });

  it('counts all pods of a Deployment that is recreated', () => {
    const recreated = workload('a', { spec: { strategy: { type: 'Recreate' } } });
    expect(plan([recreated], { budgets: [all] })).toMatchObject({ batch: [], postponed: [expect.anything()] });
  });
});

describe('a workload that is not restarted', () => {
  it('waits for it until it is healthy', () => {
    expect(plan([workload('a', { status: { availableReplicas: 1 } })])).toMatchObject({
      batch: [],
      postponed: ['a: 1 of 2 pods are available'],
    });
  });

  it.each<[string, Different, RegExp]>([
    [
      'holds the sidecar in its template',
      { spec: { template: { spec: { containers: [{ name: 'istio-proxy' }] } } } },
      /holds/,
    ],
    ['is paused', { spec: { paused: true } }, /paused/],
    ['waits for deletion', { kind: 'DaemonSet', spec: { updateStrategy: { type: 'OnDelete' } } }, /OnDelete/],
    [
      'is partitioned',
      { kind: 'StatefulSet', spec: { updateStrategy: { rollingUpdate: { partition: 1 } } } },
      /partition/,
    ],
    ['had its turn in vain', { restartedFor: '1.4.10' }, /the same after a restart/],
  ])('says so when it %s', (_, different, why) => {
    const { batch, impossible } = plan([workload('a', different)]);
    expect(batch).toEqual([]);
    expect(impossible).toEqual([expect.stringMatching(why)]);
  });

  it('is none of ours: those change with the control plane', () => {
    const gateway = workload('istio-ingressgateway');
    gateway.metadata.labels = { 'meshwright.dev/mesh': 'mesh' };
    expect(plan([gateway])).toEqual(NOTHING);
  });
});
