import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import type { AdoptionReport } from '../../../src/core/ownership/adoption-report.ts';
import { ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { commandLine } from '../../support/command-line.ts';
import { asHelmLeavesThem, HELM_ONLY, installWithHelm, LEFT_BY_HELM } from '../../support/helm.ts';
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
import { everythingThatRuns } from '../../support/running.ts';
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

const MINUTES = 3 * 60_000;

const whatRuns = () => everythingThatRuns(test.client);

const uidsOf = async (objects: readonly Manifest[]): Promise<(string | undefined)[]> => {
  const live = await Promise.all(objects.map(({ metadata, ...object }) => test.client.get({ ...object, ...metadata })));
  return live.map((object) => object?.metadata.uid);
};

interface Deployment extends Manifest {
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string>; annotations: Record<string, string> };
      spec: { containers: { image: string }[] };
    };
  };
}

const deployment = async (name: string): Promise<Deployment> =>
  (await test.client.get(deploymentRef(name))) as Deployment;

const ANNOTATION = 'example.test/load-balancer';
const annotated: Partial<MeshInstallSpec> = {
  gateways: [{ name: 'istio-ingressgateway', serviceAnnotations: { [ANNOTATION]: 'internal' } }],
};
const annotationsOfGateway = async (): Promise<Record<string, string>> =>
  (await test.client.get(namespacedRef('v1', 'Service', 'istio-ingressgateway')))?.metadata.annotations ?? {};

/** `meshwright adopt --dry-run` for a release, as JSON. */
function adoptDryRun(version: string) {
  const install = {
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata: { name: 'mesh' },
    spec: { version, ...annotated },
  };
  const args = ['adopt', '--dry-run', '-o', 'json', '-f', '-', '--kubeconfig', test.cluster.kubeconfigPath];
  return commandLine(args, JSON.stringify(install));
}

/** Takes the account of who set what from an object, as one has it from before there was such an account. */
const forgetManagers = (ref: ReturnType<typeof deploymentRef>): Promise<Manifest> =>
  test.client.patch(ref, { metadata: { managedFields: [{}] } }, { type: 'merge' });

describe.each([
  { version: '1.4.10', next: '1.4.9' },
  { version: '1.1.17', next: '1.2.10' },
])('a mesh of Istio $version as Helm 2 leaves it', ({ version, next }) => {
  const objects = asHelmLeavesThem({ version, ...annotated });
  let uids: (string | undefined)[];
  let running: unknown;

  beforeAll(async () => {
    await installWithHelm(test.client, objects);
    await forgetManagers(deploymentRef('istio-citadel'));
    await forgetManagers(namespacedRef('v1', 'Service', 'prometheus'));
    uids = await uidsOf([...objects, ...LEFT_BY_HELM]);
    running = await whatRuns();
  }, MINUTES);

  afterAll(async () => {
    await deleteMesh(test.client);
    for (const { metadata, ...object } of LEFT_BY_HELM) await test.client.delete({ ...object, ...metadata });
  }, STEP_MS);

  it(
    'is not touched unless the spec says so, and then only by the same release',
    async () => {
      await applyMesh(test.client, { version, ...annotated });
      const refused = await untilCondition(test.client, 'Accepted', 'False');
      expect(conditionOf(refused, 'Accepted')).toMatchObject({ reason: 'OwnershipConflict' });
      expect(conditionOf(refused, 'Accepted')?.message).toMatch(
        /belongs to Helm release "istio".* \d+ more do\).*take over with spec.adoption: Adopt/,
      );
      await applyMesh(test.client, { version: next, adoption: 'Adopt', ...annotated });
      const other = await untilCondition(test.client, 'Accepted', 'False');
      expect(conditionOf(other, 'Accepted')).toMatchObject({ reason: 'VersionMismatch' });
      expect(conditionOf(other, 'Accepted')?.message).toContain(`Istio ${version}, not ${next}`);
      expect(await whatRuns()).toEqual(running);
    },
    STEP_MS,
  );

  it(
    'is reported before: what differs, what Helm leaves, and whose pods are kept',
    async () => {
      const extra = { metadata: { annotations: { 'example.test/by': 'helm' } }, data: { extra: 'yes' } };
      const istio = namespacedRef('v1', 'ConfigMap', 'istio');
      await test.client.patch(istio, extra, { type: 'merge', fieldManager: 'Tiller' });
      await applyMesh(test.client, { version, paused: true });
      const { code, stdout } = await adoptDryRun(version);
      expect(code).toBe(0);
      const report = JSON.parse(stdout) as AdoptionReport;
      const standing = (name: string) => report.objects.find(({ object }) => object === name);
      expect(standing('ConfigMap istio-system/istio')).toMatchObject({
        standing: 'differs',
        what: 'data.extra, metadata.annotations.example.test/by go',
      });
      expect(standing('Service istio-system/istio-pilot')).toMatchObject({ standing: 'equal' });
      expect(standing('Service istio-system/istio-galley')).toMatchObject({ what: 'spec.ports[9093/TCP] goes' });
      expect(standing('Job istio-system/istio-init-crd-10')).toMatchObject({ standing: 'unknown' });
      expect(standing('ConfigMap kube-system/istio.v1')).toMatchObject({ standing: 'record' });
      expect(report.objects.filter(({ standing }) => standing === 'missing')).toEqual([]);
      expect(report.restarts).toEqual([]);
      expect(report.keepTheirPods).toContain('Deployment istio-system/istio-pilot');
      const refused = await adoptDryRun(next);
      expect([refused.code, (JSON.parse(refused.stdout) as AdoptionReport).blocked]).toEqual([
        1,
        [expect.stringContaining(`Istio ${version}, not ${next}`)],
      ]);
      expect(await whatRuns()).toEqual(running);
    },
    STEP_MS,
  );

  it(
    'is taken over without a changed template, a restarted pod or a deleted object, also by two operators in turn',
    async () => {
      const claimed = operator.logged(({ msg }) => msg === 'taken over');
      await applyMesh(test.client, { version, adoption: 'Adopt', ...annotated });
      await claimed;
      await operator.stop();
      operator = startOperator(test.operatorAccess);
      const { status } = await untilReady(test.client);
      expect(status).toMatchObject({ version, phase: 'Ready' });
      expect(await whatRuns()).toEqual(running);
      expect(await uidsOf([...objects, ...LEFT_BY_HELM])).toEqual(uids);
      const after = JSON.parse((await adoptDryRun(version)).stdout) as AdoptionReport;
      expect(after.objects.filter(({ standing }) => standing === 'differs' || standing === 'missing')).toEqual([]);
      const ours = await ourObjects(test.client);
      expect([...ours.keys()]).toEqual(expect.arrayContaining(['apps/Deployment/istio-system/istio-pilot']));
      expect((await annotationsOfGateway())[ANNOTATION]).toBe('internal');
    },
    MINUTES,
  );

  it(
    'repairs what is not kept, and loses what Helm held and nobody asks for any more',
    async () => {
      const service = namespacedRef('v1', 'Service', 'prometheus');
      expect((await test.client.get(service))?.metadata.labels).not.toHaveProperty('heritage');
      await test.client.delete(service);
      await watchUntil(test.client, service, () => true);
      await applyMesh(test.client, { version, adoption: 'Adopt' });
      await watchUntil(
        test.client,
        namespacedRef('v1', 'Service', 'istio-ingressgateway'),
        ({ metadata }) => metadata.annotations?.[ANNOTATION] === undefined,
      );
      await untilReady(test.client);
      expect(await whatRuns()).toEqual(running);
      const galley = await test.client.get(namespacedRef('v1', 'Service', 'istio-galley'));
      expect(JSON.stringify(galley?.['spec'])).not.toContain('http-old');
      const roles = await test.client.list({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' });
      expect(JSON.stringify(roles.items)).not.toContain('thirdpartyresources');
    },
    STEP_MS,
  );

  it(
    'restores a kept pod template that somebody edits',
    async () => {
      const kept = (await deployment('istio-pilot')).spec.template;
      await test.kubectl('-n', NAMESPACE, 'set', 'image', 'deployment/istio-pilot', 'discovery=example.test/pilot:1');
      await watchUntil<Deployment>(
        test.client,
        deploymentRef('istio-pilot'),
        ({ spec, metadata, status }) =>
          isDeepStrictEqual(spec.template, kept) &&
          (status as { observedGeneration?: number }).observedGeneration === metadata.generation,
      );
      const repaired = await operator.logged(({ msg, object }) => {
        return msg === 'drift repaired' && object === 'Deployment istio-system/istio-pilot';
      });
      expect(repaired['field']).toBe('spec.template.spec.containers[discovery].image');
    },
    STEP_MS,
  );

  it(
    'brings its own pods with the next release, behind the selectors that are there',
    async () => {
      const before = await deployment('istio-galley');
      await applyMesh(test.client, { version: next, adoption: 'Adopt' });
      await watchUntil<MeshInstall>(test.client, meshRef(), ({ status }) => status?.version === next);
      await untilReady(test.client);
      const after = await deployment('istio-galley');
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.spec.selector).toEqual(before.spec.selector);
      expect(after.spec.template.metadata.labels).toMatchObject(before.spec.selector.matchLabels);
      expect(after.spec.template.spec.containers[0]?.image).toBe(`docker.io/istio/galley:${next}`);
      expect(Object.keys(after.metadata.annotations ?? {}).join()).not.toMatch(
        /meshwright.dev\/(adopted|kept)-template/,
      );
      for (const name of ['istio-galley', 'istio-citadel']) {
        const { template } = (await deployment(name)).spec;
        expect(JSON.stringify(template.spec)).not.toMatch(new RegExp(`${HELM_ONLY.arg}|${HELM_ONLY.env.name}`));
        expect(template.metadata.annotations).not.toHaveProperty(['scheduler.alpha.kubernetes.io/critical-pod']);
      }
    },
    MINUTES,
  );
});
