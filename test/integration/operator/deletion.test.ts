import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { authority, secretOf, serving } from '../../support/certificates.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import {
  START_MS,
  startTestCluster,
  STEP_MS,
  untilGone,
  untilServed,
  type TestCluster,
} from '../../support/cluster.ts';
import {
  applyMesh,
  deleteMesh,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilCondition,
  untilReady,
} from '../../support/mesh-install.ts';
import { OperatorProcess, startOperator, type RunningOperator } from '../../support/operator.ts';
import { eventMessages, KEPT, kindsLeft } from '../../support/remains.ts';

const ADMISSION = 'admissionregistration.k8s.io/v1';
const MUTATING = { apiVersion: ADMISSION, kind: 'MutatingWebhookConfiguration' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const CA_SECRET = namespacedRef('v1', 'Secret', 'istio-ca-secret');
const ROUTE: Manifest = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'VirtualService',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { hosts: ['shop'], http: [{ route: [{ destination: { host: 'shop' } }] }] },
};

let test: TestCluster;
let operator: RunningOperator | undefined;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

beforeEach(async () => {
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client);
  await untilReady(test.client);
}, STEP_MS);

afterEach(() => stopOperator(), STEP_MS);

afterAll(() => test.stop(), STEP_MS);

async function stopOperator(): Promise<void> {
  await operator?.stop();
  operator = undefined;
}

describe('deleting a MeshInstall', () => {
  it(
    "removes the mesh in order and keeps kinds, namespace, authority and the user's configuration",
    async () => {
      await untilServed(test.client, ROUTE.kind);
      await test.client.apply(ROUTE, { fieldManager: 'user' });
      const authority = await test.client.get(CA_SECRET);
      const kinds = [MUTATING, { ...MUTATING, kind: 'ValidatingWebhookConfiguration' }, DEPLOYMENT];
      const history = await ClusterHistory.follow(test.client, [
        ...kinds,
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
        { apiVersion: 'v1', kind: 'Pod' },
      ]);
      await deleteMesh(test.client);

      const webhooks = kinds.slice(0, 2).flatMap(({ kind }) => history.of('DELETED', kind));
      expect(webhooks).toHaveLength(2);
      const lastWebhook = Math.max(...webhooks.map(({ revision }) => revision));
      const gone = (name: string): number => history.deleted('Deployment', name);
      expect(lastWebhook).toBeLessThan(gone('istio-sidecar-injector'));
      for (const chain of [
        ['istio-ingressgateway', 'istio-pilot', 'istio-galley', 'istio-citadel'],
        ['istio-telemetry', 'istio-galley'],
        ['istio-sidecar-injector', 'istio-citadel'],
      ]) {
        const order = chain.map(gone);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      const [firstRole] = history.of('DELETED', 'ClusterRole');
      const lastPod = history.of('DELETED', 'Pod').at(-1);
      expect(gone('istio-citadel')).toBeLessThan(firstRole!.revision);
      expect(lastPod!.revision).toBeLessThan(firstRole!.revision);
      history.stop();

      expect(await kindsLeft(test.client)).toEqual(KEPT);
      expect((await test.client.get(CA_SECRET))?.metadata.uid).toBe(authority?.metadata.uid);
      expect(await test.client.get({ ...ROUTE, namespace: 'default', name: 'shop' })).toBeDefined();
      expect(await eventMessages(test.client, 'Deleted')).toEqual([
        expect.stringMatching(
          /^mesh removed; kept on purpose: Namespace istio-system, Secret istio-system\/istio-ca-secret/,
        ),
      ]);
    },
    STEP_MS,
  );

  it(
    'goes on where it was when the operator is killed half-way',
    async () => {
      await stopOperator();
      const galley = deploymentRef('istio-galley');
      await test.client.patch(galley, { metadata: { finalizers: ['example.test/wait'] } }, { type: 'merge' });
      const first = new OperatorProcess(test.operatorAccess);
      await test.client.delete(meshRef());
      await untilGone(test.client, deploymentRef('istio-pilot'));
      await first.kill();
      await test.client.patch(galley, { metadata: { finalizers: null } }, { type: 'merge' });
      expect(await test.client.get(meshRef())).toBeDefined();
      expect(await test.client.get(deploymentRef('istio-citadel'))).toBeDefined();
      operator = startOperator(test.operatorAccess);
      await untilGone(test.client, meshRef());
      expect(await kindsLeft(test.client)).toEqual(KEPT);
    },
    STEP_MS,
  );

  it(
    'deletes the Secrets that its own citadel issued, and no other',
    async () => {
      await test.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } });
      const other = authority({ name: 'other' });
      const theirs = [
        secretOf('istio-ca-secret', { 'ca-cert.pem': other.pem }),
        secretOf('istio.theirs', {
          'cert-chain.pem': serving({ name: 'theirs', by: other }),
          'root-cert.pem': other.pem,
        }),
      ].map(({ metadata, ...secret }, i) => ({
        ...secret,
        metadata: { ...metadata, namespace: 'elsewhere' },
        type: i === 0 ? 'istio.io/ca-root' : 'istio.io/key-and-cert',
      }));
      for (const secret of theirs) await test.client.create(secret);
      await applyMesh(test.client, { deletion: { injectedSecrets: 'Delete', certificateAuthority: 'Delete' } });
      await deleteMesh(test.client);
      const { items } = await test.client.list(SECRET, { metadataOnly: true });
      const left = items.filter(({ metadata: { name } }) => name.startsWith('istio'));
      expect(left.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).sort()).toEqual([
        'elsewhere/istio-ca-secret',
        'elsewhere/istio.theirs',
      ]);
      expect(await eventMessages(test.client, 'Deleted')).toContainEqual(
        expect.stringMatching(/1 Secret istio\.\* that this mesh is not known/),
      );
    },
    STEP_MS,
  );

  it(
    'needs no valid spec',
    async () => {
      await applyMesh(test.client, { version: '1.4.99' });
      await untilCondition(test.client, 'Accepted', 'False');
      await deleteMesh(test.client);
      expect(await kindsLeft(test.client)).toEqual(KEPT);
    },
    STEP_MS,
  );
});
