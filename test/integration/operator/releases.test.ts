import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { bundleWriters, identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** The first and the last release of each line, with the profile that turns the most on. */
const ENDS: readonly [string, NonNullable<MeshInstallSpec['profile']>][] = [
  ['1.0.0', 'default'],
  ['1.0.9', 'demo-auth'],
  ['1.1.0', 'default'],
  ['1.1.17', 'demo-auth'],
  ['1.2.0', 'default'],
  ['1.2.10', 'demo-auth'],
  ['1.3.0', 'default'],
  ['1.3.8', 'demo-auth'],
  ['1.4.0', 'default'],
  ['1.4.10', 'sds-auth'],
  ['1.1.17', 'sds-auth'],
  ['1.4.10', 'remote'],
];

describe('on the newest Kubernetes', () => {
  it.each(ENDS)(
    'Istio %s with profile %s becomes Ready, and leaves nothing when it is deleted',
    async (version, profile) => {
      await applyMesh(test.client, { version, profile });
      const { status } = await untilReady(test.client);
      expect(status).toMatchObject({ version, phase: 'Ready' });
      expect(status?.components?.every(({ phase }) => phase === 'Ready')).toBe(true);
      const kept = (id: string): boolean => /CustomResourceDefinition|\/Namespace\//.test(id);
      const ours = [...(await ourObjects(test.client)).keys()].filter((id) => !kept(id)).sort();
      expect(ours).toEqual(identitiesOf(status?.inventory).filter((id) => !kept(id)));
      const writers = [
        ...(await bundleWriters(test.client, 'ValidatingWebhookConfiguration', 'istio-galley')),
        ...(await bundleWriters(test.client, 'MutatingWebhookConfiguration', 'istio-sidecar-injector')),
      ];
      expect(new Set(writers)).toEqual(new Set(['meshwright']));
      await deleteMesh(test.client);
      expect([...(await ourObjects(test.client)).keys()].filter((id) => !kept(id))).toEqual([]);
    },
    STEP_MS,
  );
});
