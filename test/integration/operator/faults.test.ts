import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  deploymentRef,
  meshRef,
  NAMESPACE,
  namespacedRef,
  untilCondition,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

/** How long the caBundle may lag behind its root, in milliseconds. */
const ROTATION_MS = 2000;

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

beforeEach(() => {
  operator = startOperator(test.operatorAccess);
});

afterEach(async () => {
  await deleteMesh(test.client);
  await operator.stop();
}, STEP_MS);

afterAll(() => test.stop(), STEP_MS);

describe('a mesh is installed all the same', () => {
  it(
    'when the apiserver is killed in the middle and comes back',
    async () => {
      await applyMesh(test.client);
      await watchUntil(test.client, deploymentRef('istio-citadel'));
      test.cluster.kill('kube-apiserver');
      const { err } = await operator.logged((line) => line.err !== undefined);
      expect(err?.message).toMatch(/^cannot \w+ .+: no answer from https:/);
      await test.cluster.restart('kube-apiserver');
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'when the operator starts before its apiserver',
    async () => {
      await operator.stop();
      test.cluster.kill('kube-apiserver');
      operator = startOperator(test.operatorAccess);
      const { err } = await operator.logged(({ msg }) => msg === 'cannot read what the cluster serves');
      expect(err?.message).toMatch(/no answer from https:/);
      await test.cluster.restart('kube-apiserver');
      await applyMesh(test.client, { profile: 'minimal' });
      await untilReady(test.client);
    },
    STEP_MS,
  );
});

describe('a component that does not come up', () => {
  it(
    'is named with what is missing, stalls the mesh when its gate runs out, and goes on when it heals',
    async () => {
      await test.cluster.setPodBehaviour({
        namespace: NAMESPACE,
        labels: { istio: 'citadel' },
        behaviour: 'never-ready',
      });
      await applyMesh(test.client, { upgrade: { gateTimeout: '3s' } });
      const isWaiting = ({ status }: MeshInstall): boolean =>
        /0 of 1 pods are available/.test(status?.waitingFor?.[0]?.message ?? '');
      const waiting = await watchUntil<MeshInstall>(test.client, meshRef(), isWaiting);
      expect(waiting.status?.waitingFor).toMatchObject([
        {
          part: 'citadel',
          gate: 'citadel available and its certificates issued',
          message: expect.stringContaining(
            'Deployment istio-system/istio-citadel: 0 of 1 pods are available',
          ) as unknown,
        },
      ]);
      expect(conditionOf(waiting, 'Stalled')?.status).toBe('False');

      const stalled = await untilCondition(test.client, 'Stalled', 'True');
      expect(conditionOf(stalled, 'Stalled')).toMatchObject({
        reason: 'GateTimeout',
        message: expect.stringMatching(/^citadel: citadel available .* not reached within 3s: /) as unknown,
      });
      expect(stalled.status?.phase).toBe('Stalled');
      expect(await test.client.get(deploymentRef('istio-galley'))).toBeUndefined();

      await test.cluster.clearPodBehaviours();
      const healed = await untilReady(test.client);
      expect(conditionOf(healed, 'Stalled')?.status).toBe('False');
      expect(healed.status?.waitingFor).toBeUndefined();
    },
    STEP_MS,
  );
});

describe('a new root', () => {
  it(
    'reaches the caBundle of the webhooks within two seconds, and the status names whose proxies are older',
    async () => {
      await applyMesh(test.client);
      await untilReady(test.client);
      const hook = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        name: 'istio-sidecar-injector',
      };
      const before = bundleOf((await test.client.get(hook))!);
      const serving = namespacedRef('v1', 'Secret', 'istio.istio-sidecar-injector-service-account');
      // A new authority signs again whatever is asked of it, as after a rotation of the root.
      await test.client.delete(namespacedRef('v1', 'Secret', 'istio-ca-secret'));
      await restartCitadel();
      await test.client.delete(serving);
      const secret = await watchUntil(test.client, serving, (object) => rootOf(object) !== before);
      const since = Date.now();
      const isTrusted = (object: Manifest): boolean => bundleOf(object) === rootOf(secret);
      await watchUntil(test.client, hook, isTrusted);
      expect(Date.now() - since).toBeLessThan(ROTATION_MS);

      const changed = await untilCondition(test.client, 'CertificatesValid', 'False');
      expect(conditionOf(changed, 'CertificatesValid')).toMatchObject({
        reason: 'RootChanged',
        message: expect.stringContaining('Deployment istio-system/istio-ingressgateway') as unknown,
      });
    },
    STEP_MS,
  );
});

const bundleOf = (configuration: Manifest): string | undefined =>
  (configuration['webhooks'] as { clientConfig: { caBundle?: string } }[])[0]?.clientConfig.caBundle;

const rootOf = (secret: Manifest): string | undefined =>
  (secret['data'] as Record<string, string> | undefined)?.['root-cert.pem'];

async function restartCitadel(): Promise<void> {
  const options = { namespace: NAMESPACE, labelSelector: 'istio=citadel' };
  const { items } = await test.client.list({ apiVersion: 'v1', kind: 'Pod' }, options);
  for (const { metadata } of items) await test.client.delete(namespacedRef('v1', 'Pod', metadata.name));
}
