import { describe, expect, it } from '@jest/globals';
import {
  healthOf,
  isAcceptedOnly,
  observedHealth,
  podProblemIn,
  readyCount,
  type Health,
} from '../../../../src/core/readiness/health.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';

const object = (kind: string, status: object | undefined, more: object = {}, metadata: object = {}): Manifest => ({
  apiVersion: 'x/v1',
  kind,
  metadata: { name: 'a', generation: 2, ...metadata },
  ...(status && { status }),
  ...more,
});
const deployment = (status?: object, spec: { replicas?: number } = { replicas: 2 }): Manifest =>
  object('Deployment', status, { spec });
const done = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const set = (status: object | undefined): Manifest => {
  const counts = { observedGeneration: 2, replicas: 2, readyReplicas: 2, currentRevision: 'a', updateRevision: 'b' };
  return object('StatefulSet', status && { ...counts, ...status }, { spec: { replicas: 2 } });
};
const says = (type: string, status: string, reason = 'R', message = 'why'): object => {
  return { conditions: [{ type, status, reason, message }] };
};

/** The cases of kstatus (kubernetes-sigs/cli-utils, pkg/kstatus/status) for the kinds of a mesh. */
const TABLE: readonly [string, Manifest | undefined, Health['state'], RegExp][] = [
  ['nothing', undefined, 'InProgress', /does not exist/],
  ['what is being deleted', object('ConfigMap', undefined, {}, { deletionTimestamp: 'now' }), 'InProgress', /deleted/],
  ['an old observation', object('Other', { observedGeneration: 1 }), 'InProgress', /yet to act/],
  ['an object of a kind without rule', object('ConfigMap', undefined), 'Current', /^$/],
  ['a Deployment without status', deployment(), 'InProgress', /was just created/],
  ['a Deployment with an old status', deployment({ ...done, observedGeneration: 1 }), 'InProgress', /yet to act/],
  ['a Deployment that is done', deployment(done), 'Current', /^$/],
  [
    'fewer new pods than wanted',
    deployment({ ...done, updatedReplicas: 1 }),
    'InProgress',
    /1 of 2 pods are of the new/,
  ],
  [
    'old pods beside the new',
    deployment({ ...done, replicas: 3 }),
    'InProgress',
    /^2 of 3 pods are available; an old pod is/,
  ],
  [
    'old pods on their way out',
    deployment({ ...done, replicas: 3, availableReplicas: 3 }),
    'InProgress',
    /^an old pod is/,
  ],
  [
    'pods that are not available',
    deployment({ ...done, availableReplicas: 1 }),
    'InProgress',
    /1 of 2 pods are available/,
  ],
  ['no pods at all yet', deployment({ observedGeneration: 2 }), 'InProgress', /0 of 2/],
  ['one pod where no number is given', deployment({ ...done, replicas: 1, updatedReplicas: 1 }, {}), 'Current', /^$/],
  ['no pods where none are wanted', deployment({ observedGeneration: 2 }, { replicas: 0 }), 'Current', /^$/],
  [
    'a rollout that runs',
    deployment({ ...done, ...says('Progressing', 'True', 'NewReplicaSetAvailable') }),
    'Current',
    /^$/,
  ],
  [
    'a rollout that is stuck',
    deployment({ ...done, ...says('Progressing', 'False', 'ProgressDeadlineExceeded') }),
    'Failed',
    /deadline/,
  ],
  [
    'pods that cannot be made',
    deployment({ ...done, updatedReplicas: 0, ...says('ReplicaFailure', 'True', 'FailedCreate', 'over quota') }),
    'Failed',
    /^over quota$/,
  ],
  ['a DaemonSet without status', object('DaemonSet', undefined), 'InProgress', /was just created/],
  [
    'a DaemonSet that is done',
    object('DaemonSet', {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    }),
    'Current',
    /^$/,
  ],
  [
    'a DaemonSet on its way',
    object('DaemonSet', {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 2,
      numberAvailable: 3,
    }),
    'InProgress',
    /2 of 3/,
  ],
  [
    'a DaemonSet that is not available',
    object('DaemonSet', {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberAvailable: 2,
    }),
    'InProgress',
    /2 of 3 pods are available/,
  ],
  ['a CRD without status', object('CustomResourceDefinition', undefined), 'InProgress', /not established/],
  [
    'a CRD that is installing',
    object('CustomResourceDefinition', says('Established', 'False')),
    'InProgress',
    /not established/,
  ],
  ['a CRD that is established', object('CustomResourceDefinition', says('Established', 'True')), 'Current', /^$/],
  [
    'a CRD whose names are taken',
    object('CustomResourceDefinition', says('NamesAccepted', 'False')),
    'Failed',
    /^why$/,
  ],
  ['a StatefulSet without status', set(undefined), 'InProgress', /was just created/],
  ['a StatefulSet that is done', set({ updatedReplicas: 2 }), 'Current', /^$/],
  ['a StatefulSet whose controller no longer counts what is new', set({ currentRevision: 'b' }), 'Current', /^$/],
  ['a StatefulSet with old pods', set({ updatedReplicas: 1 }), 'InProgress', /1 of 2 pods are of the new template/],
  ['an active namespace', object('Namespace', { phase: 'Active' }), 'Current', /^$/],
  ['a terminating namespace', object('Namespace', { phase: 'Terminating' }), 'InProgress', /not active/],
];

describe('health', () => {
  it.each(TABLE)('of %s', (_what, live, state, message) => {
    expect(healthOf(live).state).toBe(state);
    expect(healthOf(live).message).toMatch(message);
  });
});

describe('the health of a workload that is not available', () => {
  const podProblem = (): string => 'cannot pull image pilot:1: not found';

  it('says what its pods say', () => {
    const { message } = observedHealth(deployment({ ...done, availableReplicas: 0 }), { podProblem });
    expect(message).toBe('0 of 2 pods are available: cannot pull image pilot:1: not found');
    expect(podProblemIn(message)).toBe(podProblem());
    expect(podProblemIn('0 of 2 pods are available')).toBeUndefined();
  });

  it('says what they say of a rollout that needs longer than its deadline, too', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const { state, message } = observedHealth(deployment({ ...done, conditions }), { podProblem });
    expect([state, message]).toEqual(['Failed', `no progress within its deadline: ${podProblem()}`]);
  });

  it('says why no pod may be made before it says that none was made in time', () => {
    const conditions = [
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
      { type: 'ReplicaFailure', status: 'True', message: 'pods "istio-pilot-6c5d8f7b9-x7k2p" is forbidden: quota' },
    ];
    expect(healthOf(deployment({ ...done, conditions })).message).toBe(
      'pods "istio-pilot-6c5d8f7b9" is forbidden: quota',
    );
  });

  it('asks nobody where everything is available, or nothing is there', () => {
    expect(observedHealth(deployment(done), { podProblem }).message).toBe('');
    expect(observedHealth(undefined, { podProblem }).message).toBe('does not exist yet');
  });
});

describe('a rollout', () => {
  it.each([
    ['has not been observed', { ...done, observedGeneration: 1 }, true],
    ['makes new pods beside the old', { ...done, replicas: 3, updatedReplicas: 1 }, true],
    ['waits for old pods to go', { ...done, replicas: 3 }, true],
    ['comes after pods that never worked', { ...done, observedGeneration: 1, availableReplicas: 0 }, undefined],
    ['is the first', { observedGeneration: 2, replicas: 1, updatedReplicas: 1 }, undefined],
    ['is over, and a pod was lost', { ...done, availableReplicas: 1 }, undefined],
  ])('that %s is told from pods that are missing', (_what, status, isRolling) => {
    expect(healthOf(deployment(status)).isRolling).toBe(isRolling);
  });
});

describe('the count of ready pods', () => {
  it('is what kubectl prints', () => {
    expect(readyCount(deployment({ readyReplicas: 1 }))).toEqual({ ready: 1, wanted: 2 });
    expect(readyCount(deployment(undefined, {}))).toEqual({ ready: 0, wanted: 1 });
    expect(readyCount(object('DaemonSet', { desiredNumberScheduled: 5, numberAvailable: 4 }))).toEqual({
      ready: 4,
      wanted: 5,
    });
  });
});

describe('a CRD whose names were accepted', () => {
  const crd = (conditions: object[] | undefined, metadata: object = {}): Manifest =>
    object('CustomResourceDefinition', conditions && { conditions }, {}, metadata);
  const is = (type: string, status: string): object => ({ type, status });
  const ACCEPTED = is('NamesAccepted', 'True');

  it('is not served yet until it is established', () => {
    expect(isAcceptedOnly(crd([ACCEPTED]))).toBe(true);
    expect(isAcceptedOnly(crd([ACCEPTED, is('Established', 'False')]))).toBe(true);
    expect(isAcceptedOnly(crd([ACCEPTED, is('Established', 'True')]))).toBe(false);
  });

  it('counts for nothing where they were not, or it goes', () => {
    expect(isAcceptedOnly(crd([is('NamesAccepted', 'False')]))).toBe(false);
    expect(isAcceptedOnly(crd([]))).toBe(false);
    expect(isAcceptedOnly(crd(undefined))).toBe(false);
    expect(isAcceptedOnly(crd([ACCEPTED], { deletionTimestamp: 'now' }))).toBe(false);
  });
});

describe('the pods of before', () => {
  it('are told by number, and the available only where some are missing', () => {
    const old = (total: number, available: number) =>
      healthOf(deployment({ ...done, replicas: total, availableReplicas: available }));
    expect(old(3, 3).message).toBe('an old pod is still there');
    expect(old(4, 4).message).toBe('2 old pods are still there');
    expect(old(4, 3).message).toBe('3 of 4 pods are available; 2 old pods are still there');
    expect(old(2, 1)).toEqual({ state: 'InProgress', message: '1 of 2 pods are available' });
  });

  it('serve while those of a new template come, where there are any', () => {
    expect(healthOf(deployment({ ...done, replicas: 3, updatedReplicas: 1 })).isRolling).toBe(true);
    expect(healthOf(deployment({ ...done, replicas: 1, updatedReplicas: 1 })).isRolling).toBeUndefined();
  });

  it('are known as words of pods only in whole', () => {
    expect(podProblemIn('12 of 34 pods are available: no image')).toBe('no image');
    expect(podProblemIn('x 1 of 2 pods are available: no image')).toBeUndefined();
    expect(podProblemIn(undefined)).toBeUndefined();
    expect(podProblemIn('1 of 2 pods are available: a\nb')).toBe('a\nb');
  });
});
