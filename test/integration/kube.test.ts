import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevcluster, type Devcluster } from '../../devcluster/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { createKubeClient } from '../../src/kube/client.ts';
import { isConflict, isForbidden, KindNotServedError } from '../../src/kube/errors.ts';
import { EventRecorder } from '../../src/kube/events.ts';
import { Informer } from '../../src/kube/watch/informer.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { LeaseLock } from '../../src/kube/lease/lease.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { untilServed } from '../support/cluster.ts';
import { watchUntil } from '../support/watch-until.ts';

const START_MS = 10 * 60_000;
const STEP_MS = 60_000;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

let cluster: Devcluster;
let client: ReturnType<typeof createKubeClient>;

beforeAll(async () => {
  cluster = await startDevcluster({ simulation: false });
  const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
  client = createKubeClient({ kubeConfig, userAgent: 'test' });
}, START_MS);

afterAll(async () => {
  await client.close();
  await cluster.stop();
}, STEP_MS);

const configMap = (name: string, data: Record<string, string>, labels?: Record<string, string>): Manifest => ({
  ...CONFIG_MAP,
  metadata: { name, namespace: 'default', ...(labels === undefined ? {} : { labels }) },
  data,
});

describe('KubeClient on a real apiserver', () => {
  it('finds the server version and kinds', async () => {
    expect(await client.discovery.serverVersion()).toMatchObject({ major: 1, gitVersion: cluster.kubernetesVersion });
    const kinds = (await client.discovery.servedKinds()).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect(kinds).toEqual(expect.arrayContaining(['v1 Secret', 'apps/v1 Deployment', 'policy/v1 PodDisruptionBudget']));
  });

  it('applies, reports who owns a field in conflict, and takes it over when told to', async () => {
    await client.apply(configMap('owned', { a: '1' }), { fieldManager: 'first' });
    const conflict = await client
      .apply(configMap('owned', { a: '2' }), { fieldManager: 'second' })
      .catch((error: unknown) => error);
    expect(isConflict(conflict)).toBe(true);
    expect(conflict).toMatchObject({ causes: [{ field: '.data.a', message: 'conflict with "first"' }] });
    const forced = await client.apply(configMap('owned', { a: '2' }), { fieldManager: 'second', force: true });
    expect(forced['data']).toEqual({ a: '2' });
  });

  it('changes nothing in a dry run', async () => {
    const dry = await client.apply(configMap('dry', { a: '1' }), { fieldManager: 'test', dryRun: true });
    expect(dry.metadata.uid).toBeDefined();
    expect(await client.get({ ...CONFIG_MAP, namespace: 'default', name: 'dry' })).toBeUndefined();
  });

  it('deletes only the object that was meant', async () => {
    const ref = { ...CONFIG_MAP, namespace: 'default', name: 'meant' };
    const { metadata } = await client.create(configMap('meant', {}));
    const uid = '00000000-0000-0000-0000-000000000000';
    const refused = await client.delete(ref, { preconditions: { uid } }).catch((error: unknown) => error);
    expect(isConflict(refused)).toBe(true);
    expect(await client.delete(ref, { preconditions: { uid: metadata.uid ?? '' } })).toBe(true);
    expect(await client.delete(ref)).toBe(false);
  });

  it('pages through long lists and fetches metadata alone', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `page-${i}`);
    await Promise.all(names.map((name) => client.create(configMap(name, { a: 'b' }, { set: 'pages' }))));
    const { items } = await client.list(CONFIG_MAP, { labelSelector: 'set=pages', limit: 3, metadataOnly: true });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(names);
    expect(items[0]).toMatchObject(CONFIG_MAP);
    expect(items[0]).not.toHaveProperty('data');
  });

  it('says so when it may not', async () => {
    const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
    const server = kubeConfig.getCurrentCluster();
    if (server === null) throw new Error('no cluster');
    kubeConfig.loadFromClusterAndUser(server, { name: 'nobody' });
    const nobody = createKubeClient({ kubeConfig, userAgent: 'test' });
    const error = await nobody
      .get({ ...CONFIG_MAP, namespace: 'default', name: 'x' })
      .catch((caught: unknown) => caught);
    await nobody.close();
    expect(isForbidden(error)).toBe(true);
    expect(String(error)).toContain('Forbidden: cannot get ConfigMap default/x');
  });
});

describe('a CRD that is installed while we run', () => {
  const kind = { apiVersion: 'test.meshwright.dev/v1', kind: 'Widget' };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.test.meshwright.dev' },
    spec: {
      group: 'test.meshwright.dev',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };

  it(
    'keeps every field of it, and its informer fills by itself',
    async () => {
      await expect(client.list(kind)).rejects.toBeInstanceOf(KindNotServedError);
      const stop = new AbortController();
      let seen: (object: Manifest) => void = () => undefined;
      const appeared = new Promise<Manifest>((resolve) => (seen = resolve));
      const informer = new Informer({
        client,
        kind,
        clock: systemClock,
        random: Math.random,
        backoff: { baseMs: 100, maxMs: 1000 },
        onChange: (change) => {
          if (change.type === 'added') seen(change.object);
        },
      });
      const running = informer.run(stop.signal);
      await informer.synced;
      expect(informer.list()).toEqual([]);

      const created = await client.apply(crd, { fieldManager: 'test' });
      expect(created['spec']).toMatchObject({ versions: crd.spec.versions });
      const isEstablished = ({ status }: Manifest) => JSON.stringify(status ?? {}).includes('"type":"Established"');
      await watchUntil(client, { ...crd, name: crd.metadata.name }, isEstablished);
      await untilServed(client, kind.kind);
      const widget = { ...kind, metadata: { name: 'w', namespace: 'default' }, odd: { deep: [1, { x: true }] } };
      await client.apply(widget, { fieldManager: 'test' });
      expect(await appeared).toMatchObject(widget);
      stop.abort();
      await running;
    },
    STEP_MS,
  );
});

describe('on a real apiserver', () => {
  it('a lease is taken by one, renewed, released and taken by the next', async () => {
    const at = { client, clock: systemClock, namespace: 'default', name: 'lock' };
    const lock = (identity: string) => new LeaseLock({ ...at, identity, durationMs: 15_000, timeoutMs: 5_000 });
    const [a, b] = [lock('a'), lock('b')];
    expect([await a.tryHold(), await b.tryHold(), await a.tryHold()]).toEqual([true, false, true]);
    expect(b.holder).toBe('a');
    await a.release();
    expect([await b.tryHold(), await a.tryHold()]).toEqual([true, false]);
  });

  it('events are accepted, and counted on the same object', async () => {
    const recorder = new EventRecorder({ client, clock: systemClock, component: 'meshwright', instance: 'test' });
    const subject = { apiVersion: 'v1', kind: 'Namespace', name: 'default' };
    for (let i = 0; i < 3; i++) {
      recorder.record(subject, { type: 'Normal', reason: 'Tested', message: 'it works' });
      await recorder.flush();
    }
    const { items } = await client.list({ apiVersion: 'v1', kind: 'Event' }, { fieldSelector: 'reason=Tested' });
    expect(items).toMatchObject([{ count: 3, involvedObject: subject, metadata: { namespace: 'default' } }]);
  });

  it(
    'an informer goes on by itself after the apiserver was restarted',
    async () => {
      const stop = new AbortController();
      const names: string[] = [];
      let seen: () => void = () => undefined;
      const appeared = new Promise<void>((resolve) => (seen = resolve));
      const informer = new Informer({
        client,
        kind: CONFIG_MAP,
        selection: { labelSelector: 'set=restart' },
        clock: systemClock,
        random: Math.random,
        backoff: { baseMs: 100, maxMs: 1000 },
        onChange: (change) => {
          names.push(`${change.type} ${change.key}`);
          if (change.key === 'default/after') seen();
        },
      });
      const running = informer.run(stop.signal);
      await informer.synced;
      await client.create(configMap('before', {}, { set: 'restart' }));
      await cluster.restart('kube-apiserver');
      await client.apply(configMap('after', {}, { set: 'restart' }), { fieldManager: 'test' });
      await appeared;
      expect(names).toEqual(['added default/before', 'added default/after']);
      stop.abort();
      await running;
    },
    STEP_MS,
  );
});
