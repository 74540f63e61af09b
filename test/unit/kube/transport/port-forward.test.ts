import { afterEach, describe, expect, it } from '@jest/globals';
import { ConnectionError } from '../../../../src/kube/errors.ts';
import { getFromPod } from '../../../../src/kube/transport/port-forward.ts';
import { CLOSE, startSlowForwarder, type SlowForwarder } from '../../../support/slow-forwarder.ts';

const PORT = { namespace: 'shop', pod: 'reviews-1', port: 15000 };

const forwarders: SlowForwarder[] = [];
afterEach(() => {
  for (const { stop } of forwarders.splice(0)) stop();
});

async function forwarder(): Promise<SlowForwarder> {
  const started = await startSlowForwarder();
  forwarders.push(started);
  return started;
}

describe('asking a port of a pod', () => {
  it('ends when nobody waits for it any more, and closes a tunnel that opens only then', async () => {
    const { config, asked } = await forwarder();
    const leave = new AbortController();
    const answer = getFromPod(config, PORT, '/', { timeoutMs: 60_000, maxBytes: 1, signal: leave.signal });
    const open = await asked;
    leave.abort();
    await expect(answer).rejects.toThrow(ConnectionError);
    await expect(answer).rejects.toThrow('nobody waits for it any more');
    expect((await open())[0]).toBe(CLOSE);
  });

  it('closes a tunnel that opens after its time', async () => {
    const { config, asked } = await forwarder();
    const answer = getFromPod(config, PORT, '/', { timeoutMs: 50, maxBytes: 1 });
    const open = await asked;
    await expect(answer).rejects.toThrow('no answer within 0.05 s');
    expect((await open())[0]).toBe(CLOSE);
  });

  it('does not begin for who has left already', async () => {
    const { config } = await forwarder();
    const bounds = { timeoutMs: 60_000, maxBytes: 1, signal: AbortSignal.abort() };
    await expect(getFromPod(config, PORT, '/', bounds)).rejects.toThrow('nobody waits for it any more');
  });
});
