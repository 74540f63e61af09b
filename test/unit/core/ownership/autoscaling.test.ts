import { describe, expect, it } from '@jest/globals';
import { render } from '../../../../charts/render.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import {
  isScaledOtherwise,
  leavesReplicas,
  rememberedBy,
  replicasHandover,
  scalerOf,
  withoutScaledReplicas,
  withRememberedReplicas,
} from '../../../../src/core/ownership/autoscaling.ts';
import { meshOf } from '../../../support/mesh.ts';

const replicasOf = (manifests: readonly Manifest[], name: string): unknown =>
  (manifests.find((m) => m.kind === 'Deployment' && m.metadata.name === name)?.['spec'] as { replicas?: number })
    .replicas;

describe('what an autoscaler owns', () => {
  const rendered = render(meshOf({ version: '1.0.6' }));

  it('is not sent, though the charts of 1.0 write it', () => {
    expect(replicasOf(rendered, 'istio-pilot')).toBe(1);
    expect(replicasOf(withoutScaledReplicas(rendered), 'istio-pilot')).toBeUndefined();
  });

  it('leaves everything else as it was', () => {
    const sent = withoutScaledReplicas(rendered);
    expect(sent).toHaveLength(rendered.length);
    expect(replicasOf(sent, 'istio-citadel')).toBe(1);
    const fixed = render(meshOf({ profile: 'demo' }));
    expect(withoutScaledReplicas(fixed)).toEqual(fixed);
  });

  it('is only that of the same namespace', () => {
    const metadata = { name: 'a', namespace: 'one' };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 3 } };
    const scaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', namespace: 'two' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
    };
    expect(withoutScaledReplicas([deployment, scaler])).toEqual([deployment, scaler]);
  });
});

const deployment = (spec: object, name = 'gateway'): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'ns' },
  spec: { template: {}, ...spec },
});

describe('a Deployment that is recreated', () => {
  const left = (annotations: Record<string, string>, namespace = 'ns'): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'gateway-5f6d8c', namespace, annotations },
  });
  const ofFive = rememberedBy(deployment({ replicas: 5 }));

  it('begins with as many pods as the one before it had', () => {
    const begins = withRememberedReplicas(deployment({ paused: false }), [left({}), left(ofFive)]);
    expect(begins).toEqual(deployment({ paused: false, replicas: 5 }));
  });

  it('begins with what it names itself, whatever was before', () => {
    expect(withRememberedReplicas(deployment({ replicas: 2 }), [left(ofFive)])).toBeUndefined();
  });

  it.each([
    ['of another Deployment', left(rememberedBy(deployment({ replicas: 5 }, 'other')))],
    ['in another namespace', left(ofFive, 'elsewhere')],
    ['of one that was scaled to nothing', left(rememberedBy(deployment({ replicas: 0 })))],
    ['whose note somebody spoilt', left({ ...ofFive, 'meshwright.dev/orphaned-replicas': 'many' })],
  ])('learns nothing from a ReplicaSet %s', (_, replicaSet) => {
    expect(withRememberedReplicas(deployment({}), [replicaSet])).toBeUndefined();
  });
});

describe('the number of pods that we set before', () => {
  const heldBy = (...managedFields: object[]): Manifest => {
    const live = deployment({ replicas: 3 });
    return { ...live, metadata: { ...live.metadata, managedFields } };
  };
  const fieldsV1 = { 'f:spec': { 'f:replicas': {}, 'f:selector': {} } };
  const ours = { manager: 'meshwright', operation: 'Apply', fieldsV1 };
  const scaler = { manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale', fieldsV1 };

  it('is handed over alone, and only from our own account', () => {
    expect(replicasHandover(heldBy(scaler, ours))).toEqual([
      { op: 'remove', path: '/metadata/managedFields/1/fieldsV1/f:spec/f:replicas' },
    ]);
  });

  it('is not handed over when it is not ours', () => {
    const silent = { ...ours, fieldsV1: { 'f:spec': { 'f:selector': {} } } };
    expect(replicasHandover(heldBy(scaler, silent, { ...ours, operation: 'Update' }))).toEqual([]);
    expect(replicasHandover(deployment({}))).toEqual([]);
  });

  it('is left to others by a Deployment that does not name it, and by nothing else', () => {
    expect([deployment({}), deployment({ replicas: 1 })].map(leavesReplicas)).toEqual([true, false]);
    expect(leavesReplicas({ ...deployment({}), kind: 'DaemonSet' })).toBe(false);
  });
});

describe('an autoscaler', () => {
  const deployment = (replicas?: number, name = 'a', namespace = 'ns'): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: replicas === undefined ? {} : { replicas },
  });
  const scaler = (target?: object, namespace = 'ns'): Manifest => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace },
    spec: target === undefined ? {} : { scaleTargetRef: target },
  });
  const OF_A = { kind: 'Deployment', name: 'a' };

  it('is that of a workload by kind, namespace and name', () => {
    const right = scaler(OF_A);
    const wrong = [scaler(), scaler({ kind: 'Deployment', name: 'b' }), scaler({ kind: 'DaemonSet', name: 'a' })];
    expect(scalerOf(deployment(), [...wrong, scaler(OF_A, 'other'), right])).toBe(right);
    expect(scalerOf(deployment(), wrong)).toBeUndefined();
    const { namespace: _, ...free } = deployment().metadata;
    expect(scalerOf({ ...deployment(), metadata: free }, [right])).toBeUndefined();
  });

  it('of others takes the number from what is sent, too', () => {
    expect(withoutScaledReplicas([deployment(2)], [scaler(OF_A)])).toEqual([deployment()]);
    expect(withoutScaledReplicas([deployment(2)], [scaler()])).toEqual([deployment(2)]);
  });

  it('or a person has scaled a Deployment whose number is not the one that we ask for', () => {
    expect(isScaledOtherwise(deployment(2), deployment(3))).toBe(true);
    expect(isScaledOtherwise(deployment(2), deployment(2))).toBe(false);
    expect(isScaledOtherwise(deployment(), deployment(3))).toBe(false);
    expect(isScaledOtherwise(deployment(2), undefined)).toBe(false);
    const set = { ...deployment(2), kind: 'StatefulSet' };
    expect(isScaledOtherwise(set, { ...deployment(3), kind: 'StatefulSet' })).toBe(false);
    expect([leavesReplicas(deployment()), leavesReplicas(deployment(2)), leavesReplicas({ ...set, spec: {} })]).toEqual(
      [true, false, false],
    );
  });

  it('is given the number only from our own account of it', () => {
    const record = (more: object): Manifest => ({
      ...deployment(),
      metadata: {
        name: 'a',
        managedFields: [
          { manager: 'meshwright', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {} } }, ...more },
        ],
      },
    });
    expect(replicasHandover(record({}))).toHaveLength(1);
    for (const other of [{ manager: 'kubectl' }, { operation: 'Update' }, { subresource: 'scale' }, { fieldsV1: {} }])
      expect(replicasHandover(record(other))).toEqual([]);
    expect(replicasHandover(deployment())).toEqual([]);
    expect(replicasHandover(record({ fieldsV1: undefined }))).toEqual([]);
  });
});
