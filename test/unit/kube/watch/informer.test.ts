import { afterEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { cut, json, status, stream, type Answer } from '../../../support/faulty-server.ts';
import { informers } from '../../../support/informers.ts';

const LIST = '/api/v1/configmaps';
const WATCH = `${LIST}?watch`;
const object = (name: string, resourceVersion: string) => ({ metadata: { name, namespace: 'ns', resourceVersion } });
const list = (resourceVersion: string, ...items: unknown[]) => json({ metadata: { resourceVersion }, items });
const event = (type: string, name: string, version: string) => ({ type, object: object(name, version) });

const { follow, stopAll } = informers();
afterEach(stopAll);

describe('Informer', () => {
  it('keeps what its transform makes of an object, and nothing of one that it leaves out', async () => {
    const answers = {
      [LIST]: [list('5', object('a', '1'), object('out', '2'), object('b', '3'))],
      [WATCH]: [stream([event('MODIFIED', 'out', '6'), event('MODIFIED', 'b', '7')], 'open')],
    };
    // What was kept may be left out later: b is, from version 7 on.
    const transform = ({
      apiVersion,
      kind,
      metadata: { name, resourceVersion, namespace = '' },
    }: Manifest): Manifest | undefined =>
      name === 'out' || resourceVersion === '7' ? undefined : { apiVersion, kind, metadata: { name, namespace } };
    const { informer, changes, change } = await follow(answers, { transform });
    await change('deleted ns/b');
    expect(changes).toEqual(['added ns/a', 'added ns/b', 'deleted ns/b']);
    expect(informer.list()).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns' } },
    ]);
  });

  it('lists, then follows the watch', async () => {
    const { informer, changes, change } = await follow({
      [LIST]: [list('5', object('a', '1'), object('b', '2'))],
      [WATCH]: [stream([event('MODIFIED', 'a', '6'), event('ADDED', 'c', '7'), event('DELETED', 'b', '8')], 'open')],
    });
    await informer.synced;
    expect(informer.hasSynced).toBe(true);
    await change('deleted ns/b');
    expect(changes).toEqual(['added ns/a', 'added ns/b', 'updated ns/a', 'added ns/c', 'deleted ns/b']);
    expect(informer.get('ns/a')?.metadata.resourceVersion).toBe('6');
    expect(informer.list().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap a',
      'ConfigMap c',
    ]);
  });

  it('resumes a broken watch where it was, counting bookmarks, without a new list', async () => {
    const bookmark = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '90' } } };
    const { change, received } = await follow({
      [LIST]: [list('5')],
      [WATCH]: [
        stream([bookmark], 'cut'),
        cut,
        status(500, 'InternalError'),
        stream([event('ADDED', 'a', '91')], 'open'),
      ],
    });
    await change('added ns/a');
    const watches = received.filter(({ query }) => query.has('watch')).map(({ query }) => query.get('resourceVersion'));
    expect(watches[0]).toBe('5');
    expect(new Set(watches.slice(1))).toEqual(new Set(['90']));
    expect(received.filter(({ query }) => !query.has('watch'))).toHaveLength(1);
  });

  it('lists again when the watch is too old, and tells what changed in between', async () => {
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
    const { changes, change, errors } = await follow({
      [LIST]: [
        list('5', object('a', '1'), object('b', '2'), object('c', '3')),
        list('9', object('b', '8'), object('c', '3')),
      ],
      [WATCH]: [stream([gone], 'end'), stream([event('ADDED', 'd', '10')], 'open')],
    });
    await change('added ns/d');
    expect(changes.slice(3)).toEqual(['deleted ns/a', 'updated ns/b', 'added ns/d']);
    expect(errors).toEqual([expect.objectContaining({ code: 410 })]);
  });

  it.each([
    ['refused', [status(400, 'BadRequest')]],
    ['forbidden', [status(403, 'Forbidden')]],
    ['answered with what is no event', [(response) => response.writeHead(200).end('<html>\n')]],
    ['answered with an internal error again and again', Array.from({ length: 6 }, () => status(500, 'InternalError'))],
  ] satisfies [string, Answer[]][])('lists again when the watch is %s', async (_case, refusals) => {
    const { informer, change, received } = await follow({
      [LIST]: [list('5', object('a', '1')), list('9', object('b', '8'))],
      [WATCH]: [...refusals, stream([event('ADDED', 'c', '10')], 'open')],
    });
    await change('added ns/c');
    expect(informer.list().map(({ metadata }) => metadata.name)).toEqual(['b', 'c']);
    const asked = received.map(({ query }) => query.get('resourceVersion') ?? 'list');
    expect(asked).toEqual(['list', ...refusals.map(() => '5'), 'list', '9']);
  });

  it('waits longer from list to list while the watch is refused', async () => {
    const waits: number[] = [];
    const enough = new Promise<void>((resolve) => {
      const clock = Object.assign(Object.create(systemClock) as typeof systemClock, {
        after: (ms: number, signal?: AbortSignal) => {
          waits.push(ms);
          if (waits.length < 6) return Promise.resolve();
          resolve();
          return systemClock.after(60_000, signal);
        },
      });
      void follow({ [LIST]: [list('5')], [WATCH]: [status(400, 'BadRequest')] }, { clock });
    });
    await enough;
    expect(waits).toEqual([1, 2, 4, 8, 16, 20]);
  });

  it('tries again at once when it was woken during a request that fails', async () => {
    const respond: (() => void)[] = [];
    let tellAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (tellAsked = resolve));
    const held: Answer = (response, request) => {
      respond.push(() => status(500, 'InternalError')(response, request));
      tellAsked();
    };
    const { informer } = await follow(
      { [LIST]: [held, list('5')], [WATCH]: [stream([], 'open')] },
      { backoff: { baseMs: 3_600_000, maxMs: 3_600_000 } },
    );
    await asked;
    informer.wake();
    respond[0]?.();
    await informer.synced;
    expect(informer.hasSynced).toBe(true);
  });

  it('says what keeps it from following the server, and since when', async () => {
    const { informer, troubles } = await follow({
      [LIST]: [status(500, 'InternalError'), status(403, 'Forbidden'), list('5')],
      [WATCH]: [stream([], 'open')],
    });
    expect(informer.trouble).toBeUndefined();
    await informer.synced;
    expect(troubles).toMatchObject([{ error: { code: 500 } }, { error: { code: 403 } }]);
    expect(troubles[1]?.since).toBe(troubles[0]?.since);
    expect(informer.trouble).toBeUndefined();
  });

  it('goes on after failed lists and reports them', async () => {
    const { informer, errors } = await follow({
      [LIST]: [status(500, 'InternalError'), status(403, 'Forbidden'), list('5', object('a', '1'))],
      [WATCH]: [stream([], 'open')],
    });
    await informer.synced;
    expect(informer.get('ns/a')).toBeDefined();
    expect(errors).toMatchObject([{ code: 500 }, { code: 403 }]);
  });

  it('is empty and synced while the kind is not served, and fills once it is', async () => {
    const nothing = json({ kind: 'APIGroupDiscoveryList', items: [] });
    const resources = [{ resource: 'foos', responseKind: { kind: 'Foo' }, scope: 'Namespaced' }];
    const foos = json({
      kind: 'APIGroupDiscoveryList',
      items: [{ metadata: { name: 'x' }, versions: [{ version: 'v1', resources }] }],
    });
    const kind = { apiVersion: 'x/v1', kind: 'Foo' };
    const answers = {
      '/apis': [nothing, foos],
      '/apis/x/v1/foos': [list('1', object('a', '1'))],
      '/apis/x/v1/foos?watch': [stream([], 'open')],
    };
    const { informer, change, errors } = await follow(answers, { kind });
    await informer.synced;
    expect(informer.list()).toEqual([]);
    await change('added ns/a');
    expect(errors).toEqual([]);
  });

  it.each([
    ['ends before its time, as a server does that shuts down', 'end', 1],
    ['breaks, by an error instead', 'cut', 0],
  ] as const)('tells when a watch %s', async (_case, end, times) => {
    let told = 0;
    const answers = [stream([event('ADDED', 'a', '6')], end), stream([event('ADDED', 'b', '7')], 'open')];
    const { change } = await follow({ [LIST]: [list('5')], [WATCH]: answers }, { onClosed: () => told++ });
    await change('added ns/b');
    expect(told).toBe(times);
  });

  it('opens a watch that fell silent again', async () => {
    const { change } = await follow(
      { [LIST]: [list('5')], [WATCH]: [stream([], 'open'), stream([event('ADDED', 'a', '6')], 'open')] },
      { idleTimeoutMs: 30 },
    );
    await change('added ns/a');
  });

  it('survives a listener that throws', async () => {
    const onChange = () => {
      throw new Error('listener');
    };
    const { change, errors, informer } = await follow(
      { [LIST]: [list('5', object('a', '1'))], [WATCH]: [stream([event('ADDED', 'b', '6')], 'open')] },
      { onChange },
    );
    await change('added ns/b');
    expect(informer.list()).toHaveLength(2);
    expect(errors).toEqual([new Error('listener'), new Error('listener')]);
  });
});
