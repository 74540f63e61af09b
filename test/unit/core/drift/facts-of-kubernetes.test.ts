import { describe, expect, it } from '@jest/globals';
import { firstDrift } from '../../../../src/core/drift/drift.ts';

/** Fields of Kubernetes whose zero is not what Kubernetes takes when they are absent. */
const KEPT: readonly (readonly [where: string, field: string, zero: unknown])[] = [
  ['a Service', 'allocateLoadBalancerNodePorts', false],
  ['a security context', 'allowPrivilegeEscalation', false],
  ['a ServiceAccount', 'automountServiceAccountToken', false],
  ['a volume of a Secret', 'defaultMode', 0],
  ['a volume', 'emptyDir', {}],
  ['a pod', 'enableServiceLinks', false],
  ['a security context', 'fsGroup', 0],
  ['a pod', 'hostUsers', false],
  ['a rollout', 'maxSurge', 0],
  ['a rollout', 'maxUnavailable', 0],
  ['a PodDisruptionBudget', 'minAvailable', 0],
  ['an autoscaler', 'minReplicas', 0],
  ['a webhook', 'namespaceSelector', {}],
  ['a webhook', 'objectSelector', {}],
  ['a NetworkPolicy', 'podSelector', {}],
  ['a Deployment', 'replicas', 0],
  ['a Deployment', 'revisionHistoryLimit', 0],
  ['a security context', 'runAsGroup', 0],
  ['a security context', 'runAsNonRoot', false],
  ['a security context', 'runAsUser', 0],
  ['a pod', 'terminationGracePeriodSeconds', 0],
];

describe('a zero that means something else than nothing', () => {
  it.each(KEPT)('has to be there: in %s, %s', (_where, field, zero) => {
    expect(firstDrift({ spec: { [field]: zero } }, { spec: {} })).toEqual({ path: `spec.${field}`, want: zero });
    expect(firstDrift({ spec: { [field]: zero } }, { spec: { [field]: zero } })).toBeUndefined();
  });
});

/** Lists of Kubernetes that server-side apply merges, and what tells their items apart. */
const MERGED: readonly (readonly [list: string, key: string])[] = [
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['env', 'name'],
  ['volumes', 'name'],
  ['imagePullSecrets', 'name'],
  ['webhooks', 'name'],
  ['volumeMounts', 'mountPath'],
  ['ports', 'port'],
  ['ports', 'containerPort'],
];

describe('a list that is merged', () => {
  it.each(MERGED)('may have items of others, in any order: %s, by %s', (list, key) => {
    const [one, two, theirs] = [{ [key]: 1, x: 'a' }, { [key]: 2, x: 'b' }, { [key]: 3 }];
    expect(firstDrift({ [list]: [one, two] }, { [list]: [theirs, two, one] })).toBeUndefined();
    expect(firstDrift({ [list]: [one, two] }, { [list]: [theirs, two] })).toMatchObject({ want: one });
  });

  it('is replaced whole in a custom resource, where not every item has what tells them apart', () => {
    const env = [{ name: 'a' }, { label: 'b' }];
    expect(firstDrift({ env }, { env: [...env, { name: 'c' }] })).toMatchObject({ path: 'env' });
  });
});
