import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { Proxy } from '../../../../src/core/model/proxy.ts';
import { identityOf } from '../../../../src/core/model/object-id.ts';
import { restartStale } from '../../../../src/operator/steps/restart-batch.ts';
import { meshOf } from '../../../support/mesh.ts';
import { healthy } from '../../../support/observation.ts';
import { meshInstall, PassCluster } from '../../../support/pass-cluster.ts';
import { sidecar } from '../../../support/proxies.ts';
import { refusal } from '../../../support/recording-client.ts';

const CURRENT = { version: '1.4.10' };

const workload = (name: string, kind = 'Deployment'): Manifest =>
  healthy({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } } } },
  });
const staleOf = (name: string, kind = 'Deployment'): Proxy =>
  sidecar('1.3.8', 'shop', { workload: { kind, namespace: 'shop', name } });

interface World {
  readonly proxies?: Proxy[];
  readonly namespaces?: string[];
  readonly kubernetes?: string;
  readonly meshes?: number;
  /** Said after the workloads were listed. */
  readonly later?: Proxy[];
}

function restart(there: PassCluster, world: World = {}) {
  const { proxies = [staleOf('a')], namespaces, kubernetes = '1.36', later = proxies } = world;
  const pass = there.pass();
  const lists: string[] = [];
  const asked: unknown[] = [];
  const kept: string[] = [];
  const list = async (...request: Parameters<typeof pass.client.list>) => {
    lists.push(`${request[0].apiVersion} ${request[0].kind}`);
    const answer = await pass.client.list(...request);
    kept.push(...answer.items.map(({ metadata }) => metadata.name));
    return answer;
  };
  const of = (...question: unknown[]): Proxy[] => (asked.push(question), lists.length === 0 ? proxies : later);
  const { spec } = meshOf({
    upgrade: { dataPlane: { restart: 'Rolling', maxUnavailable: '100%', ...(namespaces && { namespaces }) } },
  });
  const client = { ...pass.client, list } as typeof pass.client;
  const restarting = { ...pass, client, proxies: { of }, capabilities: capabilitiesOf(kubernetes) };
  return { report: restartStale(restarting, spec, CURRENT), lists, asked, kept };
}

const cluster = (...objects: Manifest[]): PassCluster => new PassCluster([meshInstall(), ...objects]);
const templateOf = (there: PassCluster, object: Manifest) =>
  (there.objects.get(identityOf(object))?.['spec'] as { template: { metadata: object } }).template.metadata;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('workloads with old sidecars', () => {
  it('are restarted by a mark on their templates that says for which release, and told of', async () => {
    const there = cluster(workload('a'));
    expect(await restart(there).report).toEqual({ restarting: ['Deployment shop/a'], left: 0, skipReasons: [] });
    expect(templateOf(there, workload('a'))).toEqual({
      labels: { app: 'a' },
      annotations: { 'meshwright.dev/restarted-for': '1.4.10', 'meshwright.dev/restarted-at': '2026-01-01T00:00:00Z' },
    });
    const message = 'restarting for the sidecar of Istio 1.4.10: Deployment shop/a';
    expect(there.events).toEqual([{ type: 'Normal', reason: 'RestartingWorkloads', message }]);
  });

  it('are named in the event up to five, and then counted', async () => {
    const there = cluster(...NAMES.map((name) => workload(name)));
    const { report } = restart(there, { proxies: NAMES.map((name) => staleOf(name)) });
    expect((await report)?.restarting).toHaveLength(7);
    expect(there.events[0]?.message).toMatch(/Deployment shop\/e and 2 more$/);
  });

  it('are left alone where somebody changed them since we looked: they have another turn', async () => {
    const there = cluster(workload('a'));
    const edited = { ...workload('a'), metadata: { ...workload('a').metadata, annotations: { by: 'somebody' } } };
    there.answers.set('patch Deployment a', [() => there.put(edited)]);
    expect(await restart(there).report).not.toHaveProperty('failed');
    expect(templateOf(there, workload('a'))).toEqual({ labels: { app: 'a' } });
  });

  it('may be gone by then', async () => {
    const there = cluster(workload('a'));
    there.answers.set('patch Deployment a', [refusal(404, 'NotFound')]);
    await expect(restart(there).report).resolves.toMatchObject({ restarting: ['Deployment shop/a'] });
  });

  it('that may not be restarted are in the report, and not an error of the pass', async () => {
    const there = cluster(workload('a'));
    there.always.set('patch Deployment a', refusal(403, 'Forbidden'));
    const failed = expect.stringMatching(/^Forbidden.*apply deploy\/options\/restart.yaml/) as unknown;
    expect(await restart(there).report).toEqual({ restarting: [], left: 1, skipReasons: [], failed });
    expect(there.events).toEqual([]);
  });

  it('are not passed over in silence where the mistake is ours', async () => {
    const there = cluster(workload('a'));
    there.always.set('patch Deployment a', new RangeError('oops'));
    await expect(restart(there).report).rejects.toThrow('oops');
  });
});

describe('the cluster is asked', () => {
  it('for nothing while no sidecar is old, or only those in namespaces that are not to be restarted', async () => {
    for (const world of [{ proxies: [sidecar('1.4.10')] }, { namespaces: ['other'] }]) {
      const { report, lists } = restart(cluster(workload('a')), world);
      expect(await report).toBeUndefined();
      expect(lists).toEqual([]);
    }
  });

  it('only for kinds that old sidecars belong to', async () => {
    const { report, lists } = restart(cluster(workload('a', 'DaemonSet')), { proxies: [staleOf('a', 'DaemonSet')] });
    await report;
    expect(lists).toEqual(['apps/v1 DaemonSet', 'policy/v1 PodDisruptionBudget']);
  });

  it('for all of a kind, and of others than those with old sidecars nothing is kept', async () => {
    const { report, kept } = restart(cluster(workload('a'), workload('b')));
    await report;
    expect(kept).toEqual(['a']);
  });

  it('for budgets of policy/v1beta1 where Kubernetes serves no other', async () => {
    const { report, lists } = restart(cluster(workload('a')), { kubernetes: '1.20' });
    await report;
    expect(lists).toContain('policy/v1beta1 PodDisruptionBudget');
  });

  it('and what is known of sidecars read again: what was listed may be newer', async () => {
    const { report } = restart(cluster(workload('a')), { later: [sidecar('1.4.10')] });
    expect(await report).toBeUndefined();
  });

  it('takes sidecars that name no control plane for ours only where there is no other mesh', async () => {
    const alone = restart(cluster(workload('a')));
    await alone.report;
    expect(alone.asked[0]).toEqual(['istio-system', true]);
    const beside = restart(cluster(workload('a'), meshInstall({}, { name: 'other' })));
    await beside.report;
    expect(beside.asked[0]).toEqual(['istio-system', false]);
  });
});

describe('a PodDisruptionBudget', () => {
  const budget = (namespace: string): Manifest => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'a', namespace },
    spec: { selector: { matchLabels: { app: 'a' } } },
    status: { disruptionsAllowed: 0, expectedPods: 1 },
  });

  const strategy = { rollingUpdate: { maxUnavailable: 1 } };
  const strict = { ...workload('a'), spec: { ...(workload('a')['spec'] as object), strategy } };

  it('that lets no pod go postpones the restart, and is named', async () => {
    const there = cluster(strict, budget('shop'));
    const report = await restart(there).report;
    expect(report).toMatchObject({ restarting: [], isPostponed: true });
    expect(report?.skipReasons).toMatchObject([
      { why: expect.stringMatching(/PodDisruptionBudget shop\/a/) as unknown },
    ]);
    expect(there.writes).toEqual([]);
  });

  it('of another namespace holds nothing', async () => {
    expect(await restart(cluster(strict, budget('other'))).report).toMatchObject({ left: 0, skipReasons: [] });
  });
});
