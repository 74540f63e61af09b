import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../../../src/api/meshinstall.ts';
import { EventRecorder, type EventInput } from '../../../../src/kube/events.ts';
import { createLogger } from '../../../../src/log.ts';
import { managerContext, type ManagerContext } from '../../../../src/operator/manager/manager-context.ts';
import { Notifier } from '../../../../src/operator/manager/notifier.ts';
import { Backoff } from '../../../../src/runtime/backoff.ts';
import { WorkQueue } from '../../../../src/runtime/queue.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { podWithProxy } from '../../../support/proxies.ts';
import { WatchedCluster } from '../../../support/watched-cluster.ts';

/** A manager finds its kinds by rendering whatever can be rendered, which takes seconds on a busy machine. */
jest.setTimeout(60_000);

const SERVED = capabilitiesOf('1.36');

const mesh = (name: string, resourceVersion: string, phase = 'Pending'): MeshInstall =>
  ({
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata: { name, uid: `uid-${name}`, resourceVersion },
    spec: { version: '1.4.10' },
    status: { phase },
  }) as MeshInstall;

const pod = (resourceVersion: string, image?: string): Manifest => {
  const made = podWithProxy(image === undefined ? {} : { image });
  return { ...made, metadata: { ...made.metadata, resourceVersion } };
};

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

interface Observed {
  readonly cluster: WatchedCluster;
  readonly context: ManagerContext;
  /** Meshes that may be another one, in order; `*` for all of them. */
  readonly changed: string[];
  readonly told: [mesh: string, event: EventInput][];
  /** Events that were recorded in the cluster. */
  readonly recorded: string[];
  readonly stop: AbortController;
}

/** What a manager with two meshes and one proxy tells, from when it has read them. */
async function observed(): Promise<Observed> {
  const cluster = new WatchedCluster();
  cluster.hold(API.kind, mesh('a', '2'), mesh('b', '3'));
  cluster.hold('Pod', pod('4'));
  const [changed, told, recorded, clock] = [[] as string[], [] as Observed['told'], [] as string[], new FakeClock()];
  const create = (object: Manifest) => Promise.resolve(recorded.push(String(object['reason']))).then(() => object);
  const events = new EventRecorder({
    client: { create, patch: () => Promise.reject(new Error('not asked')) } as never,
    clock,
    component: 'test',
    instance: 'test',
  });
  const log = createLogger({ level: 'error', destination: { write: () => undefined } });
  const backoff = new Backoff<string>({ baseMs: 1, maxMs: 1, random: () => 0 });
  const context = managerContext(
    {
      client: cluster.client,
      clock,
      random: () => 0,
      log,
      workers: 1,
      events,
      served: SERVED,
      onChange: (name) => changed.push(name ?? '*'),
      onEvent: (name, event) => told.push([name, event]),
    },
    new WorkQueue<string>({ clock, backoff }),
    new Notifier(),
  );
  const stop = new AbortController();
  stops.push(stop);
  await context.cache.start(stop.signal);
  await settle();
  return { cluster, context, changed, told, recorded, stop };
}

describe('who looks at meshes', () => {
  it('is told of each mesh that is read, that becomes another one, and that goes', async () => {
    const { cluster, changed } = await observed();
    expect(changed.splice(0)).toEqual(['a', 'b']);
    cluster.emit('MODIFIED', mesh('b', '10', 'Ready'));
    await settle();
    expect(changed.splice(0)).toEqual(['b']);
    cluster.emit('DELETED', mesh('a', '11'));
    await settle();
    expect(changed).toEqual(['a']);
  });

  it('is told of what we write ourselves at once, before the cluster brings it back', async () => {
    const { context, changed } = await observed();
    changed.length = 0;
    context.cache.wrote(mesh('a', '20', 'Installing'));
    expect(changed).toEqual(['a']);
    expect(context.cache.install('a')?.status?.phase).toBe('Installing');
  });

  it('is told of all meshes when the proxies were read, and when one becomes another one, but not when a pod does', async () => {
    const { cluster, context, changed, stop } = await observed();
    changed.length = 0;
    context.proxies.start(stop.signal);
    await settle();
    expect(changed.splice(0)).toContain('*');
    cluster.emit('MODIFIED', { ...pod('30'), status: { phase: 'Running', podIP: '10.0.0.1' } });
    await settle();
    expect(changed).toEqual([]);
    cluster.emit('MODIFIED', pod('31', 'docker.io/istio/proxyv2:1.3.8'));
    await settle();
    expect(changed).toEqual(['*']);
  });

  it('is told of every event that is recorded, with the mesh that it is about', async () => {
    const { context, told, recorded } = await observed();
    const event = { type: 'Warning', reason: 'DriftRepaired', message: 'Service istio-pilot: created again' } as const;
    context.recordEvent(mesh('b', '3'), event);
    await settle();
    expect(told).toEqual([['b', event]]);
    expect(recorded).toEqual(['DriftRepaired']);
  });
});
