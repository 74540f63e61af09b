import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, meshRef, namespacedRef, NAMESPACE, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { stopsUntil } from '../../support/stops.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.cluster.kubeconfigPath);
  await applyMesh(test.client, { version: '1.0.6' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const MINUTES = 3 * 60_000;

const moveTo = async (version: string): Promise<MeshInstall> => {
  await applyMesh(test.client, { version });
  return untilReady(test.client);
};

const caSecret = async (): Promise<unknown> =>
  (await test.client.get(namespacedRef('v1', 'Secret', 'istio-ca-secret')))?.['data'];

const imageOf = async (name: string): Promise<string> => {
  const { spec } = (await test.client.get(deploymentRef(name))) as unknown as {
    spec: { template: { spec: { containers: { name: string; image: string }[] } } };
  };
  const own = spec.template.spec.containers.filter((container) => container.name !== 'legacy-api-bridge');
  return own[0]!.image;
};

describe('editing spec.version', () => {
  it(
    'walks up minor by minor, and loses no CRD, no configuration of a user and not the root of trust',
    async () => {
      const gateway: Manifest = {
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'Gateway',
        metadata: { name: 'of-a-user', namespace: 'default' },
        spec: { selector: { istio: 'ingressgateway' }, servers: [] },
      };
      await test.client.apply(gateway, { fieldManager: 'user' });
      const crds = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
      const before = (await test.client.list(crds)).items.map(({ metadata }) => metadata.uid);
      const ca = await caSecret();
      const { seen, follow } = stopsUntil('1.4.10');
      const walked = watchUntil<MeshInstall>(test.client, meshRef(), follow);
      const { status } = await moveTo('1.4.10');
      await walked;
      expect(seen).toEqual(['1.1.17', '1.2.10', '1.3.8', '1.4.10']);
      expect(status).toMatchObject({ version: '1.4.10', lastGoodVersion: '1.4.10', phase: 'Ready' });
      expect(await imageOf('istio-pilot')).toBe('docker.io/istio/pilot:1.4.10');
      expect(await caSecret()).toEqual(ca);
      const after = (await test.client.list(crds)).items.map(({ metadata }) => metadata.uid);
      expect(after).toEqual(expect.arrayContaining(before));
      expect(await test.client.get({ ...gateway, ...gateway.metadata })).toBeDefined();
    },
    MINUTES,
  );

  it(
    'leaves nothing of the releases before outside the inventory but CRDs',
    async () => {
      const { status } = await untilReady(test.client);
      const withoutCrds = (ids: readonly string[]): string[] =>
        ids.filter((id) => !id.includes('CustomResourceDefinition'));
      const ours = await ourObjects(test.client);
      expect(withoutCrds([...ours.keys()]).sort()).toEqual(withoutCrds(identitiesOf(status?.inventory)));
    },
    STEP_MS,
  );

  it(
    'ends at the last wish when it is edited again on the way, also back',
    async () => {
      await applyMesh(test.client, { version: '1.1.0' });
      await watchUntil<MeshInstall>(test.client, meshRef(), ({ status }) => status?.version === '1.2.10');
      const { status } = await moveTo('1.3.8');
      expect(status).toMatchObject({ version: '1.3.8', phase: 'Ready' });
      expect(await imageOf('istio-galley')).toBe('docker.io/istio/galley:1.3.8');
    },
    MINUTES,
  );

  it(
    'moves within a minor in one hop',
    async () => {
      const { status } = await moveTo('1.3.0');
      expect(status?.version).toBe('1.3.0');
      expect(status?.plan).toBeUndefined();
    },
    MINUTES,
  );

  it(
    'says which setting is in the way when a release between does not have it, and touches nothing',
    async () => {
      await applyMesh(test.client, { version: '1.1.17', sidecar: { injectedAnnotations: { a: 'b' } } });
      const refused = await watchUntil<MeshInstall>(
        test.client,
        meshRef(),
        ({ status }) => status?.phase === 'Refused',
      );
      const message = refused.status?.conditions?.find(({ type }) => type === 'Accepted')?.message;
      expect(message).toContain('spec.sidecar.injectedAnnotations');
      expect(await imageOf('istio-pilot')).toBe('docker.io/istio/pilot:1.3.0');
      expect(await test.kubectl('-n', NAMESPACE, 'get', 'deployments', '-o', 'name')).toContain('istio-pilot');
    },
    MINUTES,
  );
});
