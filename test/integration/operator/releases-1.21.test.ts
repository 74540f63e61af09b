import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { bundleWriters, identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster({ kubernetes: '1.21' });
  operator = startOperator(test.cluster.kubeconfigPath);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** The profiles change place with those of the test on the newest Kubernetes. */
const ENDS: readonly [string, NonNullable<MeshInstallSpec['profile']>][] = [
  ['1.0.0', 'demo-auth'],
  ['1.1.17', 'default'],
  ['1.3.0', 'demo-auth'],
  ['1.4.10', 'default'],
];

const GALLEYS = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' };

describe('on Kubernetes 1.21, the last that serves what old programs call', () => {
  it.each(ENDS)(
    'Istio %s with profile %s becomes Ready, keeps its webhooks by itself, and leaves nothing of ours',
    async (version, profile) => {
      await applyMesh(test.client, { version, profile });
      const { status } = await untilReady(test.client);
      expect(status).toMatchObject({ version, phase: 'Ready' });
      expect(status?.components?.every(({ phase }) => phase === 'Ready')).toBe(true);
      const kept = (id: string): boolean => /CustomResourceDefinition|\/Namespace\//.test(id);
      const ours = [...(await ourObjects(test.client)).keys()].filter((id) => !kept(id)).sort();
      expect(ours).toEqual(identitiesOf(status?.inventory).filter((id) => !kept(id)));
      // Made as soon as galley can be reached, for which a mesh does not wait.
      await watchUntil(test.client, { ...GALLEYS, name: 'istio-galley' });
      expect(await bundleWriters(test.client, GALLEYS.kind, 'istio-galley')).toEqual(['galley']);
      const injectors = await bundleWriters(test.client, 'MutatingWebhookConfiguration', 'istio-sidecar-injector');
      expect(injectors).toEqual(['sidecar-injector']);
      await deleteMesh(test.client);
      expect([...(await ourObjects(test.client)).keys()].filter((id) => !kept(id))).toEqual([]);
    },
    STEP_MS,
  );
});
