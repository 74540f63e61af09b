import { describe, expect, it } from '@jest/globals';
import { amountOf, saysTheSame, settledCondition, settledWords, someOf } from '../../../../src/core/model/wording.ts';

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
    [expired('2019-11-28T07:00:00.123Z'), expired('2026-01-02T03:04:05.6789Z')],
    [expired('2026-11-28 07:00:00+02:00'), expired('2026-11-28 07:00:01-11:30')],
    [expired('2026-11-28T07:00:00+0200'), expired('2026-11-28T07:00:00-1130')],
    [expired('2026-11-28T07:00:00'), expired('2026-11-28T07:00:10')],
    ['read tcp 10.128.10.15:43210->10.96.0.1:443: reset', 'read tcp 10.128.10.15:51111->10.96.0.1:443: reset'],
    ['panic at 0xc000123456', 'panic at 0xC000ABCDEF'],
    ['took 1.25ms', 'took 20.125µs'],
    ['exceeded quota: few, used: pods=3, limited: pods=3', 'exceeded quota: few, used: cpu=1, limited: pods=3'],
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
    ['exceeded quota: few, used: pods=3', 'exceeded quota: few, used: pods=4'],
    ['allowed 1, limited: 2', 'allowed 3, limited: 2'],
    ['exit code 0x1f', 'exit code 0x2f'],
    ['10.0.0.1:43210 refused', '10.0.0.1:43211 refused'],
  ])('do not say the same when anything else differs: %s', (one, other) => {
    expect(saysTheSame(one, other)).toBe(false);
    expect(settledWords(one, other)).toBe(other);
  });
});

describe('names in a message', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
    [[], ''],
  ])('are three at most, and the rest is counted: %j', (names, text) => {
    expect(someOf(names)).toBe(text);
  });
});

describe('a condition that is said again', () => {
  const at = (second: number): string => `no answer at 2026-11-28T07:00:0${second}Z`;
  const said = { type: 'Ready', status: 'False', reason: 'Waiting', message: at(2) } as const;
  const before = { ...said, message: at(1), lastTransitionTime: '2026-11-28T07:00:00Z' };

  it('keeps its words when it says the same for the same reason', () => {
    const other = { ...before, type: 'Stalled', message: at(0) } as const;
    expect(settledCondition([other, before], said)).toEqual({ ...said, message: at(1) });
  });

  it.each([
    ['for another reason', [{ ...before, reason: 'Failed' }]],
    ['of another type', [{ ...before, type: 'Stalled' as const }]],
    ['for the first time', []],
    ['before there is a status', undefined],
  ])('has new words when it is said %s', (_what, conditions) => {
    expect(settledCondition(conditions, said)).toEqual(said);
  });
});

describe('an amount', () => {
  it('of one is said in the singular', () => {
    expect([0, 1, 2].map((count) => amountOf(count, 'object'))).toEqual(['0 objects', '1 object', '2 objects']);
    expect([1, 2].map((count) => amountOf(count, 'proxy', 'proxies'))).toEqual(['1 proxy', '2 proxies']);
  });
});
