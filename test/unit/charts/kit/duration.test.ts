import { describe, expect, it } from '@jest/globals';
import { prometheusDuration, secondsOf } from '../../../../charts/kit/duration.ts';

describe('durations', () => {
  it.each([
    ['15s', 15],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['250ms', 0.25],
  ])('%s is %d seconds', (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  it.each([
    ['6h', '6h'],
    ['15s', '15s'],
    ['90m', '90m'],
    ['1h30m', '5400s'],
    ['1.5s', '1500ms'],
  ])('Prometheus reads %s as %s, one whole number with one unit', (duration, written) => {
    expect(prometheusDuration(duration)).toBe(written);
  });
});
