import { describe, expect, it } from '@jest/globals';
import { asOneError, errorOf, failuresOf, isPassing } from '../../../src/engine/failures.ts';
import { KindNotServedError } from '../../../src/kube/errors.ts';
import { refusal } from '../../support/recording-client.ts';

const unlisted = new KindNotServedError({ apiVersion: 'config.istio.io/v1alpha2', kind: 'rule' });

describe('several failures', () => {
  it('are one that passes only where nothing worse is among them', () => {
    expect(isPassing(asOneError([unlisted, refusal(409, 'Conflict'), unlisted]))).toBe(true);
    const worse = asOneError([unlisted, refusal(403, 'Forbidden'), refusal(409, 'Conflict')]);
    expect([isPassing(worse), worse.message]).toEqual([false, refusal(403, 'Forbidden').message]);
  });

  it('of the same words are told once, and of many the first five and a number', () => {
    const same = [new Error('no'), new Error('no')];
    expect(asOneError(same).message).toBe('no');
    const many = Array.from({ length: 7 }, (_, i) => new Error(`no ${i}`));
    expect(asOneError(many).message).toBe('no 0; no 1; no 2; no 3; no 4; and 2 more');
  });

  it('are all told where they are five', () => {
    const five = Array.from({ length: 5 }, (_, i) => new Error(`no ${i}`));
    expect(asOneError(five).message).toBe('no 0; no 1; no 2; no 3; no 4');
    expect(() => asOneError([])).toThrow('no failure');
  });

  it('are what was thrown, which may be no error at all', async () => {
    const error = new Error('no');
    const outcomes = await Promise.allSettled([Promise.reject(error), Promise.resolve(1)]);
    expect(failuresOf(outcomes)).toEqual([error]);
    expect(errorOf('words')).toMatchObject({ message: 'words', cause: 'words' });
  });
});
