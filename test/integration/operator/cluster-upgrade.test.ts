import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { bundleWriters, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, deploymentRef, meshRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { startProbe } from '../../support/probe.ts';
import { watchUntil } from '../../support/watch-until.ts';
import { WebhookLives } from '../../support/webhook-lives.ts';

const ADMISSION = 'admissionregistration.k8s.io/v1';
const VALIDATING = { apiVersion: ADMISSION, kind: 'ValidatingWebhookConfiguration', name: 'istio-galley' };
const MUTATING = { apiVersion: ADMISSION, kind: 'MutatingWebhookConfiguration', name: 'istio-sidecar-injector' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster({ kubernetes: '1.21' });
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client);
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** Resolves when galley's webhooks are there and trust somebody. */
const untilValidated = (): Promise<Manifest> =>
  watchUntil(test.client, VALIDATING, (live) => JSON.stringify(live).includes('"caBundle"'));

/** Does what takes galley away, and expects that the configuration went while galley was there to answer it. */
async function expectWebhooksFirst(act: () => Promise<unknown>): Promise<void> {
  const history = await ClusterHistory.follow(test.client, [VALIDATING, DEPLOYMENT]);
  try {
    await act();
    const [webhooks, galley] = await Promise.all([
      history.untilDeleted(VALIDATING.kind, VALIDATING.name),
      history.untilDeleted('Deployment', 'istio-galley'),
    ]);
    expect(webhooks).toBeLessThan(galley);
  } finally {
    history.stop();
  }
}

describe('on a Kubernetes where galley makes its webhook configuration itself, the configuration', () => {
  it(
    'goes when validation is switched off, and galley makes it again when it is switched on',
    async () => {
      await untilValidated();
      await applyMesh(test.client, { mesh: { configValidation: false } });
      await untilGone(test.client, VALIDATING);
      await untilReady(test.client);
      expect(await test.client.get(VALIDATING)).toBeUndefined();
      await applyMesh(test.client);
      await untilValidated();
      expect(await bundleWriters(test.client, VALIDATING.kind, VALIDATING.name)).toEqual(['galley']);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'goes with galley, and before it',
    async () => {
      await untilValidated();
      await expectWebhooksFirst(async () => {
        await applyMesh(test.client, { mesh: { useMCP: false }, components: { galley: { enabled: false } } });
        await untilGone(test.client, deploymentRef('istio-galley'));
        await untilReady(test.client);
      });
      expect(await test.client.get(VALIDATING)).toBeUndefined();
    },
    STEP_MS,
  );

  it(
    'goes with the mesh, and before galley',
    async () => {
      await applyMesh(test.client);
      await untilValidated();
      await untilReady(test.client);
      await expectWebhooksFirst(() => deleteMesh(test.client));
      expect(await test.client.get(VALIDATING)).toBeUndefined();
    },
    STEP_MS,
  );
});

describe('a cluster that is upgraded under a running mesh', () => {
  it(
    'is moved over without a gap in its webhooks',
    async () => {
      await applyMesh(test.client);
      const before = await untilReady(test.client);
      await untilValidated();
      const lives = await WebhookLives.follow(test.client, [VALIDATING, MUTATING]);
      const probe = startProbe(test.client);
      await probe.judged(1);
      await test.cluster.changeKubernetes('1.36');
      await operator.logged(({ msg, kubernetes }) => msg === 'operator started' && kubernetes === '1.36');
      const isMoved = ({ status }: MeshInstall): boolean => status?.installed !== before.status?.installed;
      await watchUntil<MeshInstall>(test.client, meshRef(), isMoved);
      const { status } = await untilReady(test.client);
      await probe.judged(1);

      expect(probe.stop()).toEqual([]);
      expect(lives.stop()).toEqual([]);
      expect(await bundleWriters(test.client, VALIDATING.kind, VALIDATING.name)).toContain('meshwright');
      expect(await bundleWriters(test.client, MUTATING.kind, MUTATING.name)).toContain('meshwright');
      expect(status?.inventory?.filter((id) => id.includes('HorizontalPodAutoscaler'))).not.toEqual([]);
      for (const id of status?.inventory ?? []) expect(id).not.toMatch(/v\d(alpha|beta)\d\/(Horizontal|PodDis)/);
      const galley = await test.client.get(deploymentRef('istio-galley'));
      expect(JSON.stringify(galley?.['spec'])).toContain('--excludedResourceKinds=');
    },
    2 * STEP_MS,
  );

  it(
    'no longer validates when that is switched off, also what changes at the same time',
    async () => {
      await applyMesh(test.client, { mesh: { configValidation: false, mtls: { enabled: true } } });
      const policy = { apiVersion: 'authentication.istio.io/v1alpha1', kind: 'MeshPolicy', name: 'default' };
      await watchUntil(test.client, policy, ({ spec }) => JSON.stringify(spec) === '{"peers":[{"mtls":{}}]}');
      await untilReady(test.client);
      expect(await test.client.get(VALIDATING)).toBeUndefined();
    },
    STEP_MS,
  );

  it(
    'leaves nothing of the mesh when that is deleted',
    async () => {
      await deleteMesh(test.client);
      const left = [...(await ourObjects(test.client)).values()];
      expect([...new Set(left.map(({ kind }) => kind))].sort()).toEqual(['CustomResourceDefinition', 'Namespace']);
      expect(await test.client.get(VALIDATING)).toBeUndefined();
    },
    STEP_MS,
  );
});
