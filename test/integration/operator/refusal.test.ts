import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  meshRef,
  NAMESPACE,
  untilCondition,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
}, START_MS);

afterEach(async () => {
  await deleteMesh(test.client, 'other');
  await deleteMesh(test.client);
}, STEP_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** The message with which the spec is refused. */
async function refusal(spec: Partial<MeshInstallSpec>): Promise<MeshInstall> {
  await applyMesh(test.client, spec);
  return untilCondition(test.client, 'Accepted', 'False');
}

const messageOf = (install: MeshInstall): string | undefined => conditionOf(install, 'Accepted')?.message;

/** What was written to the cluster, apart from the status; kinds and namespaces stay from earlier tests. */
async function written(): Promise<string[]> {
  const ours = await ourObjects(test.client);
  return [...ours.keys()].filter((id) => !/^(\/Namespace|apiextensions\.k8s\.io)\//.test(id));
}

const apply = (spec: object, name = 'mesh'): Promise<unknown> =>
  test.client.create(
    { apiVersion: API.apiVersion, kind: API.kind, metadata: { name }, spec },
    {
      fieldValidation: 'Strict',
    },
  );

describe('the apiserver refuses', () => {
  it('a field that does not exist, by its name', async () => {
    await expect(apply({ version: '1.4.10', profil: 'demo' })).rejects.toThrow(/unknown field "spec\.profil"/);
  });

  it.each([
    ['a profile that does not exist', { version: '1.4.10', profile: 'big' }, /spec\.profile.*"big"/],
    ['a version that never was a classic Istio', { version: '1.9.0' }, /write one from 1\.0\.0 to 1\.4\.10/],
    [
      'a count below zero',
      { version: '1.4.10', components: { pilot: { replicas: -1 } } },
      /spec\.components\.pilot\.replicas/,
    ],
    ['a namespace of Kubernetes', { version: '1.4.10', namespace: 'kube-system' }, /spec\.namespace must be none of/],
    ['a spec without a version', { profile: 'demo' }, /spec\.version: Required/],
  ])('%s', async (_what, spec, message) => {
    await expect(apply(spec)).rejects.toThrow(message);
  });

  it('a change of the namespace, also of one that was left out', async () => {
    await applyMesh(test.client, { paused: true });
    await expect(applyMesh(test.client, { paused: true, namespace: 'elsewhere' })).rejects.toThrow(
      /namespace is immutable; delete this MeshInstall and create one for the other namespace/,
    );
    await applyMesh(test.client, { paused: true, namespace: NAMESPACE });
  });
});

describe('the operator refuses, and writes nothing', () => {
  it(
    'a version that it cannot install, naming those that it can, and installs the mesh once it is corrected',
    async () => {
      const refused = await refusal({ version: '1.4.99' });
      expect(messageOf(refused)).toMatch(/^spec\.version: "1\.4\.99": .*1\.4\.10/);
      expect(refused.status).toMatchObject({ phase: 'Refused' });
      expect(conditionOf(refused, 'Ready')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
      expect(conditionOf(refused, 'Stalled')).toMatchObject({ status: 'True', reason: 'InvalidSpec' });
      expect(refused.metadata.finalizers).toBeUndefined();
      expect(await written()).toEqual([]);
      await applyMesh(test.client, { profile: 'minimal' });
      const ready = await untilReady(test.client);
      expect(conditionOf(ready, 'Accepted')?.status).toBe('True');
      expect(conditionOf(ready, 'Stalled')?.status).toBe('False');
    },
    STEP_MS,
  );

  it(
    'a setting that would have no effect, with what to do instead',
    async () => {
      const refused = await refusal({ components: { nodeagent: { replicas: 2 } } });
      expect(messageOf(refused)).toMatch(
        /^spec\.components\.nodeagent\.replicas: 2: has no effect in this release of Meshwright; leave it out/,
      );
      expect(await written()).toEqual([]);
    },
    STEP_MS,
  );

  it(
    'two values that cannot both be meant',
    async () => {
      const refused = await refusal({ components: { pilot: { autoscaling: { min: 5, max: 2 } } } });
      expect(messageOf(refused)).toBe(
        'spec.components.pilot.autoscaling.min: 5: is above max (2); lower it or raise max.',
      );
    },
    STEP_MS,
  );

  it(
    'addresses that the cluster does not give, in its own words',
    async () => {
      const refused = await refusal({ defaults: { service: { ipFamilyPolicy: 'RequireDualStack' } } });
      expect(messageOf(refused)).toMatch(
        /^service-addresses: .*spec\.ipFamilyPolicy: .*not configured for dual-stack services; ask for what it has/,
      );
      expect(await written()).toEqual([]);
    },
    STEP_MS,
  );

  it(
    'an overlay that matches nothing',
    async () => {
      const patch = [{ op: 'add' as const, path: '/metadata/labels/x', value: 'y' }];
      const refused = await refusal({ overlays: [{ kind: 'Deployment', name: 'istio-plot', patch }] });
      expect(messageOf(refused)).toContain('istio-plot');
      expect(await written()).toEqual([]);
    },
    STEP_MS,
  );

  it(
    'a second mesh over the same namespace, until the first is gone',
    async () => {
      await applyMesh(test.client, { profile: 'minimal' });
      await untilReady(test.client);
      await applyMesh(test.client, { profile: 'minimal' }, 'other');
      const refused = await untilCondition(test.client, 'Accepted', 'False', 'other');
      expect(messageOf(refused)).toBe(
        'spec.namespace: "istio-system": is taken by MeshInstall "mesh"; choose another namespace, or delete one of the two.',
      );
      expect(conditionOf(refused, 'Accepted')?.reason).toBe('NamespaceTaken');
      expect(refused.status?.inventory ?? []).toEqual([]);
      await deleteMesh(test.client);
      await untilReady(test.client, 'other');
    },
    STEP_MS,
  );

  it(
    'an object of a Helm release, naming both owners, and installs the mesh once it is gone',
    async () => {
      const foreign = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'istio', namespace: NAMESPACE, annotations: { 'meta.helm.sh/release-name': 'old-istio' } },
        data: { mesh: 'theirs' },
      };
      await test.client.apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
        { fieldManager: 'helm' },
      );
      await test.client.apply(foreign, { fieldManager: 'helm' });
      const refused = await refusal({ profile: 'minimal' });
      expect(messageOf(refused)).toBe(
        'ConfigMap istio-system/istio exists and belongs to Helm release "old-istio", not to MeshInstall "mesh"; remove one of the two, or delete the object, or take over with spec.adoption: Adopt',
      );
      expect(conditionOf(refused, 'Accepted')?.reason).toBe('OwnershipConflict');
      expect(await written()).toEqual([]);
      await test.client.delete({ ...foreign, namespace: NAMESPACE, name: 'istio' });
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'cluster-scoped objects of another mesh',
    async () => {
      await applyMesh(test.client, { profile: 'default' });
      await untilReady(test.client);
      const before = await written();
      await applyMesh(test.client, { profile: 'default', namespace: 'second' }, 'other');
      const other = await untilCondition(test.client, 'Accepted', 'False', 'other');
      expect(messageOf(other)).toContain('belongs to MeshInstall "mesh", not to MeshInstall "other"');
      expect(await written()).toEqual(before);
      expect(await test.client.get(meshRef())).toBeDefined();
    },
    STEP_MS,
  );
});
