import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/demo.yaml');
const RBAC = 'rbac.authorization.k8s.io/v1';
const ADMISSION = 'admissionregistration.k8s.io/v1';

let test: TestCluster;
let operator: RunningOperator;
let history: ClusterHistory;
let mesh: MeshInstall;

beforeAll(async () => {
  test = await startTestCluster();
  history = await ClusterHistory.follow(test.client, [
    { apiVersion: 'v1', kind: 'Namespace' },
    { apiVersion: 'v1', kind: 'ServiceAccount' },
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    { apiVersion: RBAC, kind: 'ClusterRole' },
    { apiVersion: RBAC, kind: 'ClusterRoleBinding' },
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: ADMISSION, kind: 'MutatingWebhookConfiguration' },
    { apiVersion: ADMISSION, kind: 'ValidatingWebhookConfiguration' },
  ]);
  operator = startOperator(test.operatorAccess);
  await test.kubectl('apply', '-f', EXAMPLE);
  mesh = await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  history.stop();
  await operator.stop();
  await test.stop();
}, STEP_MS);

interface Deployment extends Manifest {
  spec: { replicas: number };
  status: { readyReplicas?: number; availableReplicas?: number };
}

/** Revision at which all pods of a Deployment were available for the first time. */
const available = (name: string): number =>
  history.first('Deployment', name, ({ object }) => {
    const { spec, status } = object as Deployment;
    return status.availableReplicas === spec.replicas;
  });

const created = (name: string): number => history.created('Deployment', name);

describe('the install of the example', () => {
  it('has every Deployment ready when it says Ready', async () => {
    const { items } = await test.client.list<Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment' });
    const names = items.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['istio-pilot', 'istio-ingressgateway', 'grafana', 'kiali']));
    for (const { metadata, spec, status } of items)
      expect({ name: metadata.name, ready: status.readyReplicas }).toEqual({
        name: metadata.name,
        ready: spec.replicas,
      });
    const { ready, components } = mesh.status ?? {};
    expect(ready).toBe(`${components?.length ?? 0}/${components?.length ?? 0}`);
  });

  it('has every part after what it needs, and nothing else', () => {
    const ours = history.of('ADDED').filter(({ object }) => object.metadata.labels?.['meshwright.dev/component']);
    const revisions = (kind: string): number[] =>
      ours.filter((entry) => entry.kind === kind).map(({ revision }) => revision);
    const isBefore = (earlier: string, later: string): void =>
      expect(Math.max(...revisions(earlier))).toBeLessThan(Math.min(...revisions(later)));
    isBefore('Namespace', 'ClusterRole');
    isBefore('ClusterRole', 'ClusterRoleBinding');
    expect(Math.max(...revisions('ClusterRoleBinding'))).toBeLessThan(created('istio-citadel'));
    expect(Math.max(...revisions('CustomResourceDefinition'))).toBeLessThan(created('istio-galley'));
    expect(available('istio-citadel')).toBeLessThan(created('istio-galley'));
    expect(available('istio-galley')).toBeLessThan(created('istio-pilot'));
    expect(available('istio-galley')).toBeLessThan(created('istio-telemetry'));
    expect(available('istio-pilot')).toBeLessThan(created('istio-ingressgateway'));
    // Add-ons need nothing of the mesh.
    expect(created('grafana')).toBeLessThan(available('istio-galley'));
  });

  it('creates no webhook before what answers it is available', () => {
    const [validating] = history.of('ADDED', 'ValidatingWebhookConfiguration');
    const [mutating] = history.of('ADDED', 'MutatingWebhookConfiguration');
    expect(available('istio-galley')).toBeLessThan(validating!.revision);
    expect(available('istio-sidecar-injector')).toBeLessThan(mutating!.revision);
  });

  it("gives webhooks the root of citadel's Secret as their caBundle from the first moment", async () => {
    const secret = await test.client.get(namespacedRef('v1', 'Secret', 'istio.istio-sidecar-injector-service-account'));
    const root = (secret?.['data'] as Record<string, string>)['root-cert.pem'];
    const kinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];
    const bundles = kinds
      .flatMap((kind) => history.of('ADDED', kind))
      .flatMap(({ object }) => object['webhooks'] as { clientConfig: { caBundle?: string } }[])
      .map(({ clientConfig }) => clientConfig.caBundle);
    expect(bundles.length).toBeGreaterThan(2);
    expect(new Set(bundles)).toEqual(new Set([root]));
  });

  it('shows in kubectl get what is installed and how far it is', async () => {
    const [header, row] = (await test.kubectl('get', 'mi')).trimEnd().split('\n');
    expect(header!.split(/\s+/)).toEqual(['NAME', 'VERSION', 'PROFILE', 'READY', 'PHASE', 'COMPONENTS', 'AGE']);
    expect(row!.split(/\s+/).slice(0, 6)).toEqual(['mesh', '1.4.10', 'demo', 'True', 'Ready', mesh.status!.ready]);
    const wide = await test.kubectl('get', 'mi', '-o', 'wide');
    expect(wide.split('\n')[0]).toContain('TARGET');
  });

  it('can be waited for with kubectl wait', async () => {
    await test.kubectl('wait', '--for=condition=Ready', 'mi/mesh', '--timeout=10s');
    await test.kubectl('wait', '--for=condition=Reconciling=False', 'mi/mesh', '--timeout=10s');
  });

  it('is explained by kubectl explain, field by field', async () => {
    const text = await test.kubectl('explain', 'mi.spec.components.pilot');
    expect(text).toContain('Pilot: configuration of the proxies (xDS).');
    expect(text).toMatch(/replicas\s+<integer>\s+Pods, when autoscaling is off\. Default: 1\./);
  });

  it('tells in events what happens, from the first part to Ready', async () => {
    const { items } = await test.client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'default' });
    const ours = items.filter((event) => (event['involvedObject'] as { name: string }).name === 'mesh');
    const told = ours.map(
      (event) => `${String(event['type'])} ${String(event['reason'])}: ${String(event['message'])}`,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        'Normal Installing: installing Istio 1.4.10',
        expect.stringMatching(/^Normal Waiting: citadel applied; waiting for citadel available/),
        expect.stringMatching(/^Normal ComponentReady: pilot is ready \(1\/1, docker.io\/istio\/pilot:1\.4\.10\)/),
        expect.stringMatching(/^Normal Ready: all \d+ components are ready$/),
      ]),
    );
    expect(told.filter((line) => line.startsWith('Warning'))).toEqual([]);
  });

  it('says of each component its image, its pods and its ports, and of each gateway its address', () => {
    const { components = [], gateways = [], certificates } = mesh.status ?? {};
    expect(components.find(({ name }) => name === 'pilot')).toMatchObject({
      image: 'docker.io/istio/pilot:1.4.10',
      ready: '1/1',
      ports: expect.arrayContaining(['grpc-xds:15010', 'https-xds:15011']) as unknown,
    });
    expect(gateways.find(({ name }) => name === 'istio-ingressgateway')?.addresses).toEqual([
      expect.stringMatching(/^192\.0\.2\./),
    ]);
    expect(Date.parse(certificates?.rootExpires ?? '')).toBeGreaterThan(Date.now());
  });
});
