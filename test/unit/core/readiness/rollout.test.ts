import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { keptPods, rolloutLimits } from '../../../../src/core/readiness/rollout.ts';

const workload = (kind: string, spec: object, status: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'w', namespace: 'ns' },
  spec,
  status,
});
const rolling = (replicas: number, rollingUpdate: object): Manifest =>
  workload('Deployment', { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } });

describe('the limits of a rollout', () => {
  it.each([
    [1, {}, { surge: 1, unavailable: 0 }],
    [10, {}, { surge: 3, unavailable: 2 }],
    [3, { maxSurge: 0, maxUnavailable: '50%' }, { surge: 0, unavailable: 1 }],
    [3, { maxSurge: 0, maxUnavailable: '10%' }, { surge: 0, unavailable: 1 }],
    [4, { maxSurge: 2, maxUnavailable: 0 }, { surge: 2, unavailable: 0 }],
  ])('of a Deployment of %d pods with %j are as Kubernetes rounds them', (replicas, update, limits) => {
    expect(rolloutLimits(rolling(replicas, update))).toEqual(limits);
  });

  it('are all pods for a Deployment that is recreated', () => {
    const recreated = workload('Deployment', { replicas: 3, strategy: { type: 'Recreate' } });
    expect(rolloutLimits(recreated)).toEqual({ surge: 0, unavailable: 3 });
  });

  it('of a DaemonSet count the nodes that it runs on', () => {
    const set = (rollingUpdate: object): Manifest =>
      workload('DaemonSet', { updateStrategy: { rollingUpdate } }, { desiredNumberScheduled: 10 });
    expect(rolloutLimits(set({}))).toEqual({ surge: 0, unavailable: 1 });
    expect(rolloutLimits(set({ maxUnavailable: '25%' }))).toEqual({ surge: 0, unavailable: 3 });
    expect(rolloutLimits(set({ maxSurge: 1 }))).toEqual({ surge: 1, unavailable: 0 });
  });

  it('of a StatefulSet are one pod at a time', () => {
    expect(rolloutLimits(workload('StatefulSet', { replicas: 5 }))).toEqual({ surge: 0, unavailable: 1 });
  });
});

describe('the pods that stay ready while a workload changes', () => {
  const scaled = (rollingUpdate: object): Manifest => workload('Deployment', { strategy: { rollingUpdate } });

  it.each([
    ['of the live number under an autoscaler', scaled({}), rolling(5, {}), { replicas: 5, minReady: 4 }],
    ['by the new strategy', scaled({ maxUnavailable: 0 }), rolling(5, {}), { replicas: 5, minReady: 5 }],
    ['one of one by default', rolling(1, {}), rolling(1, {}), { replicas: 1, minReady: 1 }],
    ['no more than there are', rolling(8, {}), rolling(2, {}), { replicas: 8, minReady: 2 }],
    ['no more than there will be', rolling(2, {}), rolling(8, {}), { replicas: 2, minReady: 2 }],
  ])('are %s', (_, manifest, live, kept) => {
    expect(keptPods(manifest, live)).toEqual(kept);
  });

  it('are none of a Deployment that is recreated', () => {
    const recreated = workload('Deployment', { replicas: 3, strategy: { type: 'Recreate' } });
    expect(keptPods(recreated, rolling(3, {}))).toEqual({ replicas: 3, minReady: 0 });
  });

  it('of a DaemonSet are those on its nodes', () => {
    const live = workload('DaemonSet', {}, { desiredNumberScheduled: 10 });
    expect(keptPods(workload('DaemonSet', {}), live)).toEqual({ replicas: 10, minReady: 9 });
  });
});
