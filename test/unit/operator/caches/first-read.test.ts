import { describe, expect, it } from '@jest/globals';
import { FirstRead } from '../../../../src/operator/caches/first-read.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('FirstRead', () => {
  it('ends after ten seconds when there is no answer at all, and says what was asked for', async () => {
    const clock = new FakeClock();
    const done = new FirstRead('Secrets cacerts', clock).done();
    const ended = expect(done).rejects.toThrow('Secrets cacerts could not be read within 10 seconds');
    await clock.advance(10_000);
    await ended;
    expect(clock.pending).toBe(0);
  });

  it('is over for everybody who waits as soon as it was read', async () => {
    const clock = new FakeClock();
    const read = new FirstRead('Secrets cacerts', clock);
    const both = Promise.all([read.done(), read.done()]);
    read.succeeded();
    await expect(both).resolves.toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});
