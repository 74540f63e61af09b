import { EventEmitter, on } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { KubeClient, WatchEvent, WatchOptions } from '../../../../src/kube/operations.ts';
import { Informer } from '../../../../src/kube/watch/informer.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' };

describe('an informer whose watch falls silent', () => {
  it('gives the watch its whole time again with every event, and opens another when that is over', async () => {
    const clock = new FakeClock();
    const events = new EventEmitter();
    let opened = 0;
    async function* watch(_kind: unknown, { signal }: WatchOptions): AsyncGenerator<WatchEvent> {
      opened++;
      for await (const [event] of on(events, 'event', { signal })) yield event as WatchEvent;
    }
    const list = () => Promise.resolve({ items: [], resourceVersion: '1' });
    const client = { list, watch } as unknown as Pick<KubeClient, 'list' | 'watch'>;
    const informer = new Informer({ client, kind: KIND, clock, random: () => 0, idleTimeoutMs: 100 });
    const stop = new AbortController();
    const ended = informer.run(stop.signal);
    for (const name of ['a', 'b', 'c']) {
      await clock.advance(60);
      events.emit('event', { type: 'ADDED', object: { ...KIND, metadata: { name, resourceVersion: '2' } } });
    }
    await clock.advance(60);
    expect([opened, informer.list().length]).toEqual([1, 3]);
    await clock.advance(2_000);
    expect(opened).toBeGreaterThan(1);
    stop.abort();
    await clock.advance(0);
    await ended;
  });
});
