import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/index.ts';
import type { Capabilities } from '../../../../src/api/capabilities.ts';
import { ApiError, ConnectionError } from '../../../../src/kube/errors.ts';
import type { ServedKind } from '../../../../src/kube/operations.ts';
import { createLogger } from '../../../../src/log.ts';
import { Notifier } from '../../../../src/operator/manager/notifier.ts';
import {
  readServed,
  readSettled,
  untilOtherServed,
  type ServedContext,
} from '../../../../src/operator/manager/served.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MINUTE = 60_000;
const [OLD, NEW] = [capabilitiesOf('1.21'), capabilitiesOf('1.36')];
const unreachable = new ConnectionError({ server: 'https://x', verb: 'get', target: '/readyz' }, new Error('rejected'));
const refusal = (code: number, reason: string): ApiError =>
  new ApiError({ code, reason, verb: 'get', target: '/readyz', serverMessage: 'no' });

/** A cluster that can be upgraded, and counts what it is asked. */
class Cluster {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  serves: Capabilities = OLD;
  /** What the next looks find, one each; then what it serves. */
  looks: Capabilities[] = [];
  /** What it answers instead of being ready. */
  notReady: Error | undefined;
  more: ServedKind[] = [];

  get context(): ServedContext {
    return {
      clock: this.clock,
      random: () => 0,
      log: createLogger({ level: 'error', destination: { write: () => undefined } }),
      client: this.#client(),
    };
  }

  #client(): ServedContext['client'] {
    const getRaw = (path: string): Promise<string> => {
      this.asked.push(path);
      const isDown = path === '/readyz' && this.notReady !== undefined;
      return isDown ? Promise.reject(this.notReady!) : Promise.resolve(`v1.${this.serves.minor}`);
    };
    const discovery = {
      invalidate: () => (this.serves = this.looks.shift() ?? this.serves),
      serverVersion: () => Promise.resolve({ major: 1, minor: this.serves.minor, gitVersion: '' }),
      servedKinds: () => {
        this.asked.push('kinds');
        return Promise.resolve([...[...this.serves.served].map(kindOf), ...this.more]);
      },
    };
    return { getRaw, discovery } as unknown as ServedContext['client'];
  }
}

function kindOf(id: string): ServedKind {
  const [kind = '', ...rest] = id.split('/').reverse();
  return { apiVersion: rest.reverse().join('/'), kind, resource: '', namespaced: true, subresources: [] };
}

const running = new AbortController().signal;

describe('what a cluster serves', () => {
  it('is only what our rules ask about', async () => {
    const cluster = new Cluster();
    cluster.more = [kindOf('networking.istio.io/v1alpha3/Gateway')];
    expect(await readServed(cluster.context, running)).toEqual(OLD);
  });

  it('is read when the server is ready, however long that takes', async () => {
    const cluster = new Cluster();
    cluster.notReady = refusal(500, 'InternalError');
    const reading = readServed(cluster.context, running);
    await cluster.clock.advance(MINUTE);
    expect(cluster.asked).not.toContain('kinds');
    cluster.notReady = undefined;
    await cluster.clock.advance(MINUTE);
    expect(await reading).toEqual(OLD);
  });

  it('is read all the same where nobody may ask whether it is ready', async () => {
    const cluster = new Cluster();
    cluster.notReady = refusal(403, 'Forbidden');
    expect(await readServed(cluster.context, running)).toEqual(OLD);
  });

  it('is settled when two looks agree: apiservers behind one address are upgraded one after the other', async () => {
    const cluster = new Cluster();
    cluster.looks = [NEW, OLD, NEW, NEW];
    const settled = readSettled(cluster.context, running);
    await cluster.clock.advance(MINUTE);
    expect(await settled).toEqual(NEW);
    expect(cluster.looks).toEqual([]);
  });
});

describe('the watch over it', () => {
  /** Starts it; `ended` tells whether it has seen something else. */
  function watch(cluster: Cluster, signal = running): { notifier: Notifier; ended: () => boolean } {
    const notifier = new Notifier();
    let ended = false;
    void untilOtherServed(cluster.context, OLD, notifier, signal).then(() => (ended = true));
    return { notifier, ended: () => ended };
  }

  it('asks for the version every ten minutes, and for no more while it stays', async () => {
    const cluster = new Cluster();
    const { ended } = watch(cluster);
    await cluster.clock.advance(100 * MINUTE);
    expect(new Set(cluster.asked)).toEqual(new Set(['/version']));
    expect(cluster.asked).toHaveLength(11);
    expect(ended()).toBe(false);
  });

  it('ends within ten minutes after an upgrade that ended no watch', async () => {
    const cluster = new Cluster();
    const { ended } = watch(cluster);
    await cluster.clock.advance(5 * MINUTE);
    cluster.serves = NEW;
    await cluster.clock.advance(10 * MINUTE);
    expect(ended()).toBe(true);
  });

  it('ends at once when a watch broke, as soon as the server is back', async () => {
    const cluster = new Cluster();
    const { notifier, ended } = watch(cluster);
    await cluster.clock.advance(1000);
    cluster.notReady = unreachable;
    notifier.notify();
    await cluster.clock.advance(1000);
    cluster.serves = NEW;
    expect(ended()).toBe(false);
    cluster.notReady = undefined;
    await cluster.clock.advance(2000);
    expect(ended()).toBe(true);
  });

  it('looks once however many watches broke', async () => {
    const cluster = new Cluster();
    const { notifier, ended } = watch(cluster);
    await cluster.clock.advance(1000);
    for (let i = 0; i < 50; i++) notifier.notify();
    await cluster.clock.advance(1000);
    expect(cluster.asked.filter((what) => what === 'kinds')).toHaveLength(1);
    for (let i = 0; i < 50; i++) notifier.notify();
    await cluster.clock.advance(1000);
    expect(cluster.asked.filter((what) => what === 'kinds')).toHaveLength(1);
    expect(ended()).toBe(false);
  });

  it('ends with the operator, and leaves no timer behind', async () => {
    const cluster = new Cluster();
    const stop = new AbortController();
    const { ended } = watch(cluster, stop.signal);
    await cluster.clock.advance(1000);
    stop.abort();
    await cluster.clock.advance(0);
    expect(ended()).toBe(true);
    expect(cluster.clock.pending).toBe(0);
  });
});
