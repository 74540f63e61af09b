import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster, untilServed } from '../../support/cluster.ts';
import { istioCrds } from '../../support/istio-api.ts';
import { applyMesh, deploymentRef, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

/** The CRDs of a current Istio; where they cannot be had the test about them is skipped. */
const crds = await istioCrds();
const withCrds = crds === undefined ? it.skip : it;

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client);
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

async function untilEvent(wanted: string, text: string): Promise<void> {
  const events = { apiVersion: 'v1', kind: 'Event' };
  const isWanted = ({ reason, message }: Manifest) => reason === wanted && String(message).includes(text);
  const { items, resourceVersion } = await test.client.list(events, { namespace: 'default' });
  if (items.some(isWanted)) return;
  const signal = AbortSignal.timeout(STEP_MS);
  for await (const { object } of test.client.watch(events, { namespace: 'default', resourceVersion, signal }))
    if (isWanted(object)) return;
}

interface Deployment extends Manifest {
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
}
const imageOf = ({ spec }: Deployment): string | undefined => spec.template.spec.containers[0]?.image;

const AUTOSCALER = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'theirs', namespace: 'istio-system' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'istio-citadel' },
    minReplicas: 2,
    maxReplicas: 4,
  },
};

describe('what others own', () => {
  it(
    'the number of pods stays with an autoscaler of somebody else for as long as there is one',
    async () => {
      const ref = deploymentRef('istio-citadel');
      const scale = (replicas: number): Promise<unknown> =>
        test.kubectl('scale', 'deployment', 'istio-citadel', '-n', 'istio-system', `--replicas=${replicas}`);
      const wanted = imageOf((await test.client.get<Deployment>(ref))!);
      await test.client.create(AUTOSCALER);
      await scale(2);
      await untilEvent('LeftToOthers', 'spec.replicas is left to HorizontalPodAutoscaler istio-system/theirs');
      const image = { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'example.test/other' };
      await test.client.patch(ref, [image], { type: 'json', fieldManager: 'somebody' });
      const repaired = await watchUntil<Deployment>(test.client, ref, (object) => imageOf(object) === wanted);
      expect(repaired.spec.replicas).toBe(2);
      await test.client.delete(namespacedRef(AUTOSCALER.apiVersion, AUTOSCALER.kind, 'theirs'));
      await scale(3);
      await watchUntil<Deployment>(test.client, ref, ({ spec }) => spec.replicas === 1);
      await untilEvent('DriftRepaired', 'spec.replicas restored; kubectl (scale) had changed it');
    },
    STEP_MS,
  );

  it(
    'a field that another manager sets again and again is left to it by name',
    async () => {
      const ref = namespacedRef('v1', 'ConfigMap', 'istio');
      const meshOf = (object: Manifest): unknown => (object['data'] as { mesh: string }).mesh;
      const wanted = meshOf((await test.client.get(ref))!);
      const harm = (): Promise<Manifest> =>
        test.client.patch(ref, { data: { mesh: 'theirs' } }, { type: 'merge', fieldManager: 'somebody' });
      for (let round = 0; round < 3; round++) {
        await harm();
        await watchUntil(test.client, ref, (object) => meshOf(object) === wanted);
      }
      await harm();
      await untilEvent(
        'LeftToOthers',
        'ConfigMap istio-system/istio: data.mesh is left for an hour as somebody sets it',
      );
      expect(meshOf((await test.client.get(ref))!)).toBe('theirs');
    },
    STEP_MS,
  );

  withCrds(
    'CRDs of a newer Istio stay, which serve what pilot reads, too, and the mesh is as ready as before',
    async () => {
      const spec = { hosts: ['web'], http: [{ appendHeaders: { a: 'b' }, route: [{ destination: { host: 'web' } }] }] };
      const service = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'VirtualService' };
      await test.client.create({ ...service, metadata: { name: 'web', namespace: 'default' }, spec });
      await test.kubectl('apply', '--server-side', '--force-conflicts', '-f', crds ?? '');
      await untilServed(test.client, 'PeerAuthentication');
      // Every object is applied anew for another setting, and looked at for drift after that.
      await applyMesh(test.client, { mesh: { accessLog: { file: '/dev/stdout' } } });
      await untilReady(test.client);
      const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
      const live = await test.client.get({ ...crd, name: 'virtualservices.networking.istio.io' });
      expect(live).toMatchObject({
        spec: { versions: ['v1', 'v1alpha3', 'v1beta1'].map((name) => ({ name, served: true })) },
      });
      for (const apiVersion of ['networking.istio.io/v1alpha3', 'networking.istio.io/v1']) {
        const read = await test.client.get({ ...service, apiVersion, name: 'web', namespace: 'default' });
        // What the new CRDs do not know is gone for whoever reads.
        expect(read?.['spec']).toEqual({ hosts: ['web'], http: [{ route: [{ destination: { host: 'web' } }] }] });
      }
      const events = (await test.client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'default' })).items;
      expect(events.filter(({ message }) => String(message).includes('CustomResourceDefinition'))).toEqual([]);
    },
    STEP_MS,
  );
});
