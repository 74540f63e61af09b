import { describe, expect, it, jest } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { API } from '../../../../src/api/meshinstall.ts';
import { EventRecorder } from '../../../../src/kube/events.ts';
import type { CallOptions, KindRef, KubeClient } from '../../../../src/kube/operations.ts';
import { createLogger } from '../../../../src/log.ts';
import type { OperatorView } from '../../../../src/operator/pass/operator-view.ts';
import { runManager } from '../../../../src/operator/manager/manager.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

/** A manager finds its kinds by rendering whatever can be rendered, which takes seconds on a busy machine. */
jest.setTimeout(60_000);

const [OLD, NEW] = [capabilitiesOf('1.21'), capabilitiesOf('1.36')];
const MESH: Manifest = {
  apiVersion: API.apiVersion,
  kind: API.kind,
  metadata: { name: 'mesh', uid: 'uid', generation: 1, resourceVersion: '1' },
  spec: { version: '1.4.10', profile: 'minimal', paused: true },
};

/** A cluster with one paused mesh, whose status takes as long to write as the test wants. */
class SlowCluster {
  readonly clock = new FakeClock();
  minor = OLD.minor;
  /** What the manager shows of itself. */
  view: OperatorView | undefined;
  /** Watches that are open. */
  watches = 0;
  /** The write that is under way. */
  write: { readonly signal: AbortSignal; readonly answer: () => void } | undefined;

  run(signal: AbortSignal): Promise<void> {
    const log = createLogger({ level: 'error', destination: { write: () => undefined } });
    const { clock } = this;
    const client = this.#client();
    const onError = (): void => undefined;
    const events = new EventRecorder({ client, clock, component: 'test', instance: 'test', onError });
    const onReady = (view?: OperatorView) => (this.view = view);
    return runManager({ client, clock, random: () => 0, log, workers: 1, events, served: OLD, onReady }, signal);
  }

  /** Lets whatever can happen happen until the pass writes. */
  async untilWriting(): Promise<void> {
    while (this.write === undefined) await settle();
  }

  #client(): KubeClient {
    const kinds = () => [...(this.minor === OLD.minor ? OLD : NEW).served].map(kindOf);
    const list = ({ kind }: KindRef) =>
      Promise.resolve({ items: kind === API.kind ? [MESH] : [], resourceVersion: '1' });
    const patch = (_ref: unknown, _body: unknown, { signal }: CallOptions) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
        this.write = { signal: signal!, answer: () => resolve(MESH) };
      });
    return {
      server: '',
      getRaw: () => Promise.resolve(`v1.${this.minor}`),
      list,
      patch,
      watch: (_kind: unknown, { signal }: { signal: AbortSignal }) => this.#watch(signal),
      discovery: {
        invalidate: () => undefined,
        serverVersion: () => Promise.resolve({ minor: this.minor }),
        servedKinds: () => Promise.resolve(kinds()),
      },
    } as unknown as KubeClient;
  }

  async *#watch(signal: AbortSignal): AsyncGenerator<never> {
    this.watches++;
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    this.watches--;
    yield* [];
  }
}

function kindOf(id: string): KindRef {
  const at = id.lastIndexOf('/');
  return { apiVersion: id.slice(0, at), kind: id.slice(at + 1) };
}

/** A manager in the middle of a pass when its cluster is upgraded; `ended` tells whether it is over. */
async function upgradedInAPass(signal = new AbortController().signal) {
  const cluster = new SlowCluster();
  let ended = false;
  const running = cluster.run(signal).then(() => (ended = true));
  await cluster.untilWriting();
  cluster.minor = NEW.minor;
  await cluster.clock.advance(600_000);
  return { cluster, running, ended: () => ended };
}

describe('a manager whose cluster is upgraded', () => {
  it('ends when the pass under way has ended, and not in the middle of its write', async () => {
    const { cluster, running, ended } = await upgradedInAPass();
    await cluster.clock.advance(10_000);
    expect(ended()).toBe(false);
    expect(cluster.write?.signal.aborted).toBe(false);
    cluster.write?.answer();
    await running;
    await settle();
    expect(cluster.watches).toBe(0);
  });

  it('cuts a pass short that does not end within half a minute', async () => {
    const { cluster, running } = await upgradedInAPass();
    await cluster.clock.advance(31_000);
    await running;
    expect(cluster.write?.signal.aborted).toBe(true);
    await settle();
    expect(cluster.watches).toBe(0);
  });
});

describe('a manager that is stopped', () => {
  it('cuts the pass short at once', async () => {
    const stop = new AbortController();
    const cluster = new SlowCluster();
    const running = cluster.run(stop.signal);
    await cluster.untilWriting();
    stop.abort();
    await running;
    expect(cluster.write?.signal.aborted).toBe(true);
  });

  it('shows its meshes from when its caches are synced until it has ended', async () => {
    const stop = new AbortController();
    const cluster = new SlowCluster();
    const running = cluster.run(stop.signal);
    expect(cluster.view).toBeUndefined();
    await cluster.untilWriting();
    expect(cluster.view?.installs().map(({ metadata }) => metadata.name)).toEqual(['mesh']);
    stop.abort();
    await running;
    expect(cluster.view).toBeUndefined();
  });
});
