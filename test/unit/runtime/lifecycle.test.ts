import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Shutdown, TerminationRequested, terminationSignal } from '../../../src/runtime/lifecycle.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

describe('terminationSignal', () => {
  it('aborts on the first signal and loses patience on the second', () => {
    const source = new EventEmitter();
    const impatient: string[] = [];
    const signal = terminationSignal(source, (name) => impatient.push(name));
    expect(signal.aborted).toBe(false);
    source.emit('SIGTERM', 'SIGTERM');
    expect(signal.reason).toEqual(new TerminationRequested('SIGTERM'));
    expect(impatient).toEqual([]);
    source.emit('SIGINT', 'SIGINT');
    expect(impatient).toEqual(['SIGINT']);
  });
});

describe('Shutdown', () => {
  it('stops the last started part first, and the rest although one failed or hung', async () => {
    const clock = new FakeClock();
    const shutdown = new Shutdown({ clock, timeoutMs: 1000 });
    const stopped: string[] = [];
    shutdown.add('informers', () => void stopped.push('informers'));
    shutdown.add('lease', () => Promise.reject(new Error('no connection')));
    shutdown.add('server', () => new Promise(() => undefined));
    shutdown.add('controller', async () => {
      await settle();
      stopped.push('controller');
    });
    const ended = shutdown.run();
    await settle();
    await clock.advance(1000);
    const failures = await ended;
    expect(stopped).toEqual(['controller', 'informers']);
    expect(failures.map(({ name, error }) => [name, (error as Error).message])).toEqual([
      ['server', 'server did not stop within 1000 ms'],
      ['lease', 'no connection'],
    ]);
    expect(clock.pending).toBe(0);
    expect(await shutdown.run()).toEqual([]);
  });
});
