import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubeClient } from '../../../../src/kube/client.ts';
import { KindNotServedError } from '../../../../src/kube/errors.ts';
import { Informer } from '../../../../src/kube/watch/informer.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const KIND = { apiVersion: 'x/v1', kind: 'Foo' };
const MINUTE_MS = 60_000;

describe('an informer of a kind that is not served', () => {
  let clock: FakeClock;
  let asked: number;
  let informer: Informer;
  let stop: AbortController;

  beforeEach(() => {
    clock = new FakeClock();
    asked = 0;
    stop = new AbortController();
    const list = (): Promise<never> => {
      asked += 1;
      return Promise.reject(new KindNotServedError(KIND));
    };
    const client = { list } as unknown as KubeClient;
    informer = new Informer({ client, clock, random: () => 0, kind: KIND });
    void informer.run(stop.signal);
  });
  afterEach(() => stop.abort());

  it('asks ever less often, and at last once in ten minutes', async () => {
    await clock.advance(20 * MINUTE_MS);
    const before = asked;
    expect(before).toBeLessThan(15);
    await clock.advance(60 * MINUTE_MS);
    expect(asked - before).toBe(6);
  });

  it('asks at once when it is woken, and soon again: discovery may be a moment late', async () => {
    await clock.advance(60 * MINUTE_MS);
    const before = asked;
    informer.wake();
    await clock.advance(0);
    expect(asked).toBe(before + 1);
    await clock.advance(2000);
    expect(asked).toBeGreaterThan(before + 2);
  });
});
