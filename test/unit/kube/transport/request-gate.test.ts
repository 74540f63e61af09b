import { describe, expect, it } from '@jest/globals';
import { RequestGate } from '../../../../src/kube/transport/request-gate.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

describe('RequestGate', () => {
  it('lets a burst through, then keeps the rate and the order', async () => {
    const clock = new FakeClock();
    const gate = new RequestGate({ perSecond: 10, burst: 3, concurrency: 100 }, clock);
    const passed: number[] = [];
    for (let i = 0; i < 6; i++) void gate.pass(() => Promise.resolve(passed.push(i)));
    await settle();
    expect(passed).toEqual([0, 1, 2]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2, 3]);
    await clock.advance(200);
    expect(passed).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ['back', -600_000],
    ['forward', 600_000],
  ])('keeps the rate when somebody sets the machine clock %s', async (_direction, ms) => {
    const clock = new FakeClock();
    const gate = new RequestGate({ perSecond: 10, burst: 1, concurrency: 100 }, clock);
    const passed: number[] = [];
    const pass = (i: number) => void gate.pass(() => Promise.resolve(passed.push(i)));
    pass(0);
    clock.setForward(ms);
    pass(1);
    pass(2);
    await settle();
    expect(passed).toEqual([0]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2]);
  });

  it('lets go at once of a request that is given up while it waits for a place', async () => {
    const gate = new RequestGate({ perSecond: 1000, burst: 1000, concurrency: 1 }, new FakeClock());
    const ends: (() => void)[] = [];
    const first = gate.pass(() => new Promise<void>((resolve) => ends.push(resolve)));
    const stop = new AbortController();
    const second = gate.pass(() => Promise.reject(new Error('sent')), stop.signal);
    const third = gate.pass(() => Promise.resolve('third'));
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await expect(gate.pass(() => Promise.reject(new Error('sent')), stop.signal)).rejects.toThrow('enough');
    ends[0]?.();
    await first;
    expect(await third).toBe('third');
  });

  it('bounds what is under way, and makes room also after a failure', async () => {
    const gate = new RequestGate({ perSecond: 1000, burst: 1000, concurrency: 2 }, new FakeClock());
    const fail: (() => void)[] = [];
    const request = () => new Promise<never>((_resolve, reject) => fail.push(() => reject(new Error('broken'))));
    const all = [1, 2, 3].map(() => gate.pass(request).catch(() => 'failed'));
    await settle();
    expect(fail).toHaveLength(2);
    fail[0]?.();
    await settle();
    expect(fail).toHaveLength(3);
    for (const end of fail) end();
    expect(await Promise.all(all)).toEqual(['failed', 'failed', 'failed']);
  });
});
