import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { idOf, refOf } from '../../../src/core/model/object-id.ts';
import { partOf } from '../../../src/core/model/parts.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  deploymentRef,
  meshRef,
  NAMESPACE,
  namespacedRef,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

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

/** Revisions at which the objects of one part were written last. */
async function revisionsOf(version: string, part: string): Promise<number[]> {
  const manifests = render({
    name: 'mesh',
    spec: resolve({ version }),
    capabilities: capabilitiesOf(NEWEST_KUBERNETES),
  });
  const objects = manifests.filter((object) => partOf(object).name === part);
  const live = await Promise.all(objects.map((object) => test.client.get(refOf(idOf(object)))));
  return live.map((object) => Number(object?.metadata.resourceVersion));
}

describe('an installation', () => {
  it.each(['1.0.6', '1.1.17', '1.2.10', '1.3.8', '1.4.10'])(
    'of %s has attributes before whatever mixer checks with them, and all of it before mixer',
    async (version) => {
      const history = await ClusterHistory.follow(test.client, [{ apiVersion: 'apps/v1', kind: 'Deployment' }]);
      await applyMesh(test.client, { version });
      await untilReady(test.client);
      const attributes = await revisionsOf(version, 'attributes');
      const others = await revisionsOf(version, 'mixer-resources');
      const mixers = ['istio-policy', 'istio-telemetry'].map((name) => history.created('Deployment', name));
      history.stop();
      expect(attributes.length).toBeGreaterThan(0);
      expect(others.length).toBeGreaterThan(5);
      expect(Math.max(...attributes)).toBeLessThan(Math.min(...others));
      expect(Math.max(...others)).toBeLessThan(Math.min(...mixers));
      await deleteMesh(test.client);
    },
    2 * STEP_MS,
  );

  it(
    'whose galley does not become ready has all that does not need galley, and names galley alone',
    async () => {
      await test.cluster.setPodBehaviour({
        namespace: NAMESPACE,
        labels: { istio: 'galley' },
        behaviour: 'never-ready',
      });
      await applyMesh(test.client, { profile: 'demo', version: '1.4.10' });
      const isReadyOf = (install: MeshInstall, name: string): boolean =>
        install.status?.components?.find((component) => component.name === name)?.phase === 'Ready';
      const stuck = await watchUntil<MeshInstall>(test.client, meshRef(), (install) =>
        ['citadel', 'injector', 'prometheus', 'grafana', 'tracing', 'kiali'].every((name) => isReadyOf(install, name)),
      );
      expect(stuck.status?.waitingFor?.map(({ part }) => part)).toEqual(['galley']);
      expect(conditionOf(stuck, 'Ready')?.message).toMatch(
        /^waiting for galley available and reachable: [^;]*istio-galley/,
      );
      for (const name of ['istio-pilot', 'istio-policy', 'istio-ingressgateway'])
        expect(await test.client.get(deploymentRef(name))).toBeUndefined();
      await test.cluster.clearPodBehaviours();
      await untilReady(test.client);
    },
    2 * STEP_MS,
  );
});

interface Deployment extends Manifest {
  readonly spec: { readonly template: { readonly metadata: { readonly annotations?: Record<string, string> } } };
}

describe('attributes of a running mixer that somebody deletes', () => {
  it(
    'come back, and mixer is restarted after them, with an event that says why',
    async () => {
      const history = await ClusterHistory.follow(test.client, [{ apiVersion: 'v1', kind: 'Event' }]);
      const attributes = namespacedRef('config.istio.io/v1alpha2', 'attributemanifest', 'istioproxy');
      await test.client.delete(attributes);
      const isRestarted = ({ metadata, spec }: Deployment): boolean =>
        spec.template.metadata.annotations?.['meshwright.dev/restarted-at'] !== undefined &&
        metadata.annotations?.['meshwright.dev/restart-pending'] === undefined;
      for (const name of ['istio-policy', 'istio-telemetry']) {
        await watchUntil<Deployment>(test.client, deploymentRef(name), isRestarted);
      }
      expect(await test.client.get(attributes)).toBeDefined();
      await history.until(({ object }) =>
        /istio-telemetry is being restarted: its attributemanifests were restored/.test(String(object['message'])),
      );
      history.stop();
    },
    STEP_MS,
  );
});
