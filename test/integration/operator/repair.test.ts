import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest, ObjectRef } from '../../../src/api/manifest.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

/** How long a repair may take, in milliseconds. */
const REPAIR_MS = 2000;

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client, { components: { galley: { env: { KEEP: 'me' } } } });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** Does harm, and resolves with the object once it is whole again. @throws Error when that takes too long */
async function repaired<T extends Manifest>(
  ref: ObjectRef,
  harm: () => Promise<unknown>,
  isWhole: (object: T) => boolean,
): Promise<T> {
  await harm();
  const since = Date.now();
  const object = await watchUntil<T>(test.client, ref, isWhole);
  expect(Date.now() - since).toBeLessThan(REPAIR_MS);
  return object;
}

const edit = (ref: ObjectRef, ...operations: object[]): Promise<Manifest> =>
  test.client.patch(ref, operations, { type: 'json', fieldManager: 'somebody' });
const merge = (ref: ObjectRef, body: object): Promise<Manifest> =>
  test.client.patch(ref, body, { type: 'merge', fieldManager: 'somebody' });

async function read<T extends Manifest>(ref: ObjectRef): Promise<T> {
  const object = await test.client.get<T>(ref);
  if (object === undefined) throw new Error(`${ref.kind} ${ref.name} is not there`);
  return object;
}

interface Deployment extends Manifest {
  spec: { replicas: number; template: { spec: { containers: { image: string; env: { name: string }[] }[] } } };
}
const envOf = ({ spec }: Deployment): string[] => (spec.template.spec.containers[0]?.env ?? []).map(({ name }) => name);

describe('what is taken away', () => {
  it(
    'a deleted Deployment comes back within two seconds, and an event says so',
    async () => {
      const ref = deploymentRef('istio-pilot');
      const { metadata } = await read(ref);
      await repaired(
        ref,
        () => test.client.delete(ref),
        (object) => object.metadata.uid !== metadata.uid,
      );
      const isTold = (event: Manifest): boolean =>
        event['message'] === 'Deployment istio-system/istio-pilot: created again';
      await untilEvent(isTold);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'an environment variable that was removed comes back',
    async () => {
      const ref = deploymentRef('istio-galley');
      const index = envOf(await read<Deployment>(ref)).indexOf('KEEP');
      expect(index).toBeGreaterThanOrEqual(0);
      const harm = (): Promise<unknown> =>
        edit(ref, { op: 'remove', path: `/spec/template/spec/containers/0/env/${index}` });
      await repaired<Deployment>(ref, harm, (object) => envOf(object).includes('KEEP'));
    },
    STEP_MS,
  );

  it(
    'a caBundle that was wiped comes back',
    async () => {
      const ref = { apiVersion: ADMISSION, kind: 'MutatingWebhookConfiguration', name: 'istio-sidecar-injector' };
      const before = bundlesOf(await read(ref));
      expect(before[0]).toBeTruthy();
      const harm = (): Promise<unknown> => edit(ref, { op: 'remove', path: '/webhooks/0/clientConfig/caBundle' });
      await repaired(ref, harm, (object) => bundlesOf(object).join() === before.join());
    },
    STEP_MS,
  );

  it(
    'labels of ours come back, and the object is not lost',
    async () => {
      const ref = namespacedRef('v1', 'ConfigMap', 'istio');
      const { metadata } = await read(ref);
      const harm = (): Promise<unknown> => merge(ref, { metadata: { labels: null } });
      const after = await repaired(ref, harm, (object) => object.metadata.labels !== undefined);
      expect(after.metadata).toMatchObject({ uid: metadata.uid, labels: metadata.labels });
    },
    STEP_MS,
  );
});

const ADMISSION = 'admissionregistration.k8s.io/v1';
const bundlesOf = (configuration: Manifest): (string | undefined)[] =>
  (configuration['webhooks'] as { clientConfig: { caBundle?: string } }[]).map((hook) => hook.clientConfig.caBundle);

async function untilEvent(isWanted: (event: Manifest) => boolean): Promise<void> {
  const events = { apiVersion: 'v1', kind: 'Event' };
  const { items, resourceVersion } = await test.client.list(events, { namespace: 'default' });
  if (items.some(isWanted)) return;
  const signal = AbortSignal.timeout(STEP_MS);
  for await (const { object } of test.client.watch(events, { namespace: 'default', resourceVersion, signal }))
    if (isWanted(object)) return;
}

describe('what is changed', () => {
  it(
    'an edited port of a Service comes back within two seconds',
    async () => {
      const ref = namespacedRef('v1', 'Service', 'istio-pilot');
      const ports = (object: Manifest): string =>
        JSON.stringify(
          (object['spec'] as { ports: { name: string; port: number }[] }).ports.map((p) => [p.name, p.port]).sort(),
        );
      const before = ports(await read(ref));
      const patch = JSON.stringify([{ op: 'replace', path: '/spec/ports/0/port', value: 9999 }]);
      const harm = (): Promise<unknown> =>
        test.kubectl('patch', 'service', 'istio-pilot', '-n', 'istio-system', '--type=json', '-p', patch);
      await repaired(ref, harm, (object) => ports(object) === before);
    },
    STEP_MS,
  );

  it(
    'a Deployment that was scaled gets its replicas back',
    async () => {
      const ref = deploymentRef('istio-citadel');
      const harm = (): Promise<unknown> =>
        test.kubectl('scale', 'deployment', 'istio-citadel', '-n', 'istio-system', '--replicas=3');
      await repaired<Deployment>(ref, harm, ({ spec }) => spec.replicas === 1);
    },
    STEP_MS,
  );

  it(
    'an edited ConfigMap gets its content back',
    async () => {
      const ref = namespacedRef('v1', 'ConfigMap', 'istio');
      const { data } = await read<Manifest & { data: { mesh: string } }>(ref);
      const harm = (): Promise<unknown> => merge(ref, { data: { mesh: 'enableTracing: false' } });
      await repaired<typeof ref & Manifest & { data: { mesh: string } }>(ref, harm, (o) => o.data.mesh === data.mesh);
    },
    STEP_MS,
  );

  it(
    'a subject that was added to a ClusterRoleBinding goes',
    async () => {
      const ref = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        name: await pilotBinding(),
      };
      const intruder = { kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' };
      const harm = (): Promise<unknown> => edit(ref, { op: 'add', path: '/subjects/-', value: intruder });
      await repaired(ref, harm, (object) => !JSON.stringify(object['subjects']).includes('mallory'));
    },
    STEP_MS,
  );
});

async function pilotBinding(): Promise<string> {
  const kind = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' };
  const { items } = await test.client.list(kind, { labelSelector: 'meshwright.dev/component=pilot' });
  return items[0]!.metadata.name;
}

describe('what is not ours', () => {
  it(
    "an autoscaler's replicas are left alone, also while something else of the Deployment is repaired",
    async () => {
      const ref = deploymentRef('istio-telemetry');
      const { image } = (await read<Deployment>(ref)).spec.template.spec.containers[0]!;
      const hpa = namespacedRef('autoscaling/v2', 'HorizontalPodAutoscaler', 'istio-telemetry');
      expect(await test.client.get(hpa)).toBeDefined();
      const harm = (): Promise<unknown> =>
        edit(
          ref,
          { op: 'replace', path: '/spec/replicas', value: 2 },
          { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'example.test/evil' },
        );
      const after = await repaired<Deployment>(
        ref,
        harm,
        ({ spec }) => spec.template.spec.containers[0]?.image === image,
      );
      expect(after.spec.replicas).toBe(2);
    },
    STEP_MS,
  );

  it(
    "others' annotations, labels, keys and environment stay, also while something else is repaired",
    async () => {
      const ref = deploymentRef('istio-galley');
      const { image } = (await read<Deployment>(ref)).spec.template.spec.containers[0]!;
      const harm = (): Promise<unknown> =>
        edit(
          ref,
          { op: 'add', path: '/metadata/annotations/team', value: 'a' },
          { op: 'add', path: '/metadata/labels/team', value: 'a' },
          { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: { name: 'THEIRS', value: '1' } },
          { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'example.test/evil' },
        );
      const after = await repaired<Deployment>(
        ref,
        harm,
        ({ spec }) => spec.template.spec.containers[0]?.image === image,
      );
      expect(after.metadata).toMatchObject({ annotations: { team: 'a' }, labels: { team: 'a' } });
      expect(envOf(after)).toContain('THEIRS');
      await untilReady(test.client);
    },
    STEP_MS,
  );
});
