import { describe, expect, it } from '@jest/globals';
import { saysTheSame, settledWords } from '../../../../src/core/model/wording.ts';

const expired = (now: string): string =>
  `failed calling webhook: x509: certificate has expired: current time ${now} is after 2026-01-01T00:00:00Z`;

describe('two messages', () => {
  it.each([
    [expired('2026-11-28T07:00:00Z'), expired('2026-11-28T07:00:10Z')],
    ['read tcp 10.0.0.1:43210->10.96.0.1:443: reset', 'read tcp 10.0.0.1:43999->10.96.0.1:443: reset'],
    ['request 0f8fad5b-d9cb-469f-a165-70867728950e failed', 'request 7c9e6679-7425-40de-944b-e07fc1f90ae7 failed'],
    [
      'exceeded quota: few, requested: cpu=500m,pods=1, used: cpu=900m,pods=3, limited: cpu=1,pods=3',
      'exceeded quota: few, requested: cpu=500m,pods=1, used: cpu=1,pods=3, limited: cpu=1,pods=3',
    ],
    ['no answer after 10.003s', 'no answer after 10.871s'],
  ])('say the same when only a time, an id, a port of a connection or the use of a quota differs: %s', (one, other) => {
    expect(saysTheSame(one, other)).toBe(true);
    expect(settledWords(one, other)).toBe(one);
  });

  it.each([
    ['1 of 2 pods is ready', '2 of 2 pods are ready'],
    [
      'exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3',
      'exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=2',
    ],
    ['dial tcp 10.96.0.1:443: refused', 'dial tcp 10.96.0.1:8443: refused'],
    ['Deployment istio-pilot: image 1.4.9', 'Deployment istio-pilot: image 1.4.10'],
    ['not reached within 10m', 'not reached within 5m'],
  ])('do not say the same when anything else differs: %s', (one, other) => {
    expect(saysTheSame(one, other)).toBe(false);
    expect(settledWords(one, other)).toBe(other);
  });
});
