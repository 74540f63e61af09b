import { afterEach, describe, expect, it } from '@jest/globals';
import { createKubeClient, type KubeClientOptions } from '../../../src/kube/client.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { EventRecorder } from '../../../src/kube/events.ts';
import type { WriteOptions } from '../../../src/kube/operations.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ApiError, ConnectionError, isConflict, isGone, KindNotServedError } from '../../../src/kube/errors.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { cut, json, startFaultyServer, status, stream, type Answer } from '../../support/faulty-server.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const PATH = '/api/v1/namespaces/default/configmaps/a';
const LIST = '/api/v1/configmaps';
const object = (name: string) => ({ metadata: { name, namespace: 'default' } });

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A clock whose waits are over at once and are written down. */
function impatientClock() {
  const waits: number[] = [];
  const clock = Object.assign(Object.create(systemClock) as typeof systemClock, {
    after: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return { clock, waits };
}

async function connect(
  answers: Record<string, Answer[]>,
  options: Pick<KubeClientOptions, 'timeoutMs' | 'onAnswer'> = {},
) {
  const server = await startFaultyServer(answers);
  const { clock, waits } = impatientClock();
  const client = createKubeClient({
    kubeConfig: server.kubeConfig,
    userAgent: 'test/1',
    clock,
    random: () => 0,
    ...options,
  });
  cleanups.push(server.stop, () => client.close());
  return { client, waits, received: server.received };
}

describe('KubeClient', () => {
  it('sends who it is and what it wants, and returns the object as it came', async () => {
    const { client, received } = await connect({ [PATH]: [json({ ...object('a'), 'x-odd': { y: 1 } })] });
    const manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'default', name: 'a' },
      'x-odd': { y: 1 },
    };
    const applied = await client.apply(manifest, { fieldManager: 'm', force: true, dryRun: true });
    expect(applied['x-odd']).toEqual({ y: 1 });
    expect(received[0]).toMatchObject({
      method: 'PATCH',
      body: JSON.stringify(manifest),
      headers: {
        'user-agent': 'test/1',
        authorization: 'Bearer secret',
        'content-type': 'application/apply-patch+yaml',
      },
    });
    expect(received[0]?.query.toString()).toBe('fieldManager=m&dryRun=All&force=true');
  });

  it('says verb, object and reason when it is refused', async () => {
    const { client } = await connect({ [PATH]: [status(403, 'Forbidden', {}, 'user cannot')] });
    const error = await client.patch(CONFIG_MAP, {}, { type: 'merge' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 403,
      message: 'Forbidden: cannot patch ConfigMap default/a: user cannot',
    });
  });

  it('understands an error page of a proxy', async () => {
    const { client } = await connect({ [PATH]: [(response) => response.writeHead(502).end('<html>\nbad')] });
    await expect(client.get(CONFIG_MAP)).rejects.toMatchObject({
      code: 502,
      reason: 'BadGateway',
      serverMessage: '<html>',
    });
  });

  it('takes a missing object and a missing kind for absent', async () => {
    const { client } = await connect({ '/apis': [json({ kind: 'APIGroupDiscoveryList', items: [] })] });
    expect(await client.get(CONFIG_MAP)).toBeUndefined();
    expect(await client.delete(CONFIG_MAP)).toBe(false);
    expect(await client.get({ apiVersion: 'x/v1', kind: 'X', name: 'x' })).toBeUndefined();
    await expect(client.list({ apiVersion: 'x/v1', kind: 'X' })).rejects.toBeInstanceOf(KindNotServedError);
  });

  it('waits as long as an overloaded server asks, then succeeds', async () => {
    const busy = status(429, 'TooManyRequests', { 'retry-after': '3' });
    const starting = status(503, 'ServiceUnavailable', { 'retry-after': '1' });
    const { client, waits } = await connect({
      [LIST.replace('configmaps', 'namespaces/default/configmaps')]: [busy, starting, json(object('a'))],
    });
    const created = await client.create({ apiVersion: 'v1', kind: 'ConfigMap', ...object('a') });
    expect(created.metadata.name).toBe('a');
    expect(waits).toEqual([3000, 1000]);
  });

  it('gives up on a server that stays overloaded', async () => {
    const { client, waits } = await connect({ [PATH]: [status(429, 'TooManyRequests', { 'retry-after': '1' })] });
    await expect(client.get(CONFIG_MAP)).rejects.toMatchObject({ code: 429, retryAfterSeconds: 1 });
    expect(waits).toHaveLength(5);
  });

  it('does not retry an internal error or a conflict', async () => {
    const { client, received } = await connect({ [PATH]: [status(500, 'InternalError'), status(409, 'Conflict')] });
    await expect(client.get(CONFIG_MAP)).rejects.toMatchObject({ code: 500 });
    const error = await client
      .apply({ ...CONFIG_MAP, metadata: CONFIG_MAP }, { fieldManager: 'm' })
      .catch((e: unknown) => e);
    expect(isConflict(error)).toBe(true);
    expect(received).toHaveLength(2);
  });

  it('repeats a broken read or apply, but never a create or a JSON patch', async () => {
    const { client, received } = await connect({
      [PATH]: [cut, cut, json(object('a')), cut],
      '/api/v1/namespaces/default/configmaps': [cut],
    });
    expect(await client.get(CONFIG_MAP)).toMatchObject(object('a'));
    expect(received).toHaveLength(3);
    await expect(client.patch(CONFIG_MAP, [], { type: 'json' })).rejects.toBeInstanceOf(ConnectionError);
    expect(received).toHaveLength(4);
    const creating = client.create({ apiVersion: 'v1', kind: 'ConfigMap', ...object('a') });
    await expect(creating).rejects.toThrow(/cannot create ConfigMap default\/a: no answer from http/);
    expect(received).toHaveLength(5);
  });

  it('tells of every request how it was answered, but not of one that was given up', async () => {
    const told: string[] = [];
    const onAnswer = (verb: string, code: number | undefined) => void told.push(`${verb} ${code ?? 'nothing'}`);
    const answers = { [PATH]: [cut, json(object('a')), status(409, 'Conflict')], '/slow': [() => undefined] };
    const { client } = await connect(answers, { onAnswer });
    await client.get(CONFIG_MAP);
    await client.patch(CONFIG_MAP, {}, { type: 'merge' }).catch(() => undefined);
    await client.getRaw('/slow', { signal: AbortSignal.timeout(50) }).catch(() => undefined);
    expect(told).toEqual(['get nothing', 'get 200', 'patch 409']);
  });

  it('names the server that it cannot reach', async () => {
    const { clock } = impatientClock();
    const { kubeConfig, stop } = await startFaultyServer({});
    await stop();
    const client = createKubeClient({ kubeConfig, userAgent: 'test', clock });
    await expect(client.getRaw('/readyz')).rejects.toThrow(`no answer from ${client.server}: connect ECONNREFUSED`);
  });

  it('does not wait forever for an answer', async () => {
    const { client } = await connect({ '/slow': [() => undefined] }, { timeoutMs: 50 });
    await expect(client.getRaw('/slow')).rejects.toBeInstanceOf(ConnectionError);
  });

  it('stops at once when the caller aborts', async () => {
    const { client } = await connect({ '/slow': [() => undefined] });
    const stop = new AbortController();
    const asking = client.getRaw('/slow', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });

  it('sends the lease, and what people wait for, past work, events and discovery that nobody answers', async () => {
    const never: Answer = () => undefined;
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: 'default',
      name: 'l',
    };
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
    const events = '/api/v1/namespaces/default/events';
    const answers = {
      '/slow': [never],
      '/apis': [never],
      [events]: [never],
      [path]: [json(object('l'))],
      [PATH]: [json(object('a'))],
    };
    const { client } = await connect(answers);
    const stop = new AbortController();
    const work = Array.from({ length: 40 }, () => client.getRaw('/slow', { signal: stop.signal }));
    const discovery = client.get({ apiVersion: 'x/v1', kind: 'X', name: 'x' }, { signal: stop.signal });
    const { signal } = stop;
    const writer = {
      create: <T extends Manifest>(event: T, options: WriteOptions = {}) =>
        client.create(event, { ...options, signal }),
      patch: client.patch.bind(client),
    };
    const recorder = new EventRecorder({ client: writer, clock: new FakeClock(), component: '', instance: '' });
    for (let i = 0; i < 40; i++) recorder.record(CONFIG_MAP, { type: 'Normal', reason: 'Told', message: String(i) });
    expect(await client.patch(lease, {}, { type: 'merge', lane: 'lease' })).toEqual(object('l'));
    expect(await client.patch(CONFIG_MAP, {}, { type: 'merge', lane: 'priority' })).toEqual(object('a'));
    stop.abort();
    const outcomes = await Promise.allSettled([...work, discovery]);
    expect(new Set(outcomes.map(({ status: outcome }) => outcome))).toEqual(new Set(['rejected']));
  });

  it('fetches every page of a list and names each item', async () => {
    const { client, received } = await connect({
      [LIST]: [
        json({ metadata: { resourceVersion: '7', continue: 'next' }, items: [object('a')] }),
        json({ metadata: { resourceVersion: '7', continue: '' }, items: [object('b')] }),
      ],
    });
    const { items, resourceVersion } = await client.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { limit: 1 });
    expect(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap a', 'ConfigMap b']);
    expect(resourceVersion).toBe('7');
    expect(received[1]?.query.get('continue')).toBe('next');
  });

  it('reports a watch that is too old as gone, and a cut one as a broken connection', async () => {
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
    const added = { type: 'ADDED', object: object('a') };
    const { client } = await connect({ [`${LIST}?watch`]: [stream([added, gone], 'end'), stream([added], 'cut')] });
    const seen: string[] = [];
    const watch = async () => {
      const signal = new AbortController().signal;
      for await (const event of client.watch(
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { resourceVersion: '1', signal },
      )) {
        seen.push(event.type);
      }
    };
    expect(isGone(await watch().catch((error: unknown) => error))).toBe(true);
    await expect(watch()).rejects.toBeInstanceOf(ConnectionError);
    expect(seen).toEqual(['ADDED', 'ADDED']);
  });
});
