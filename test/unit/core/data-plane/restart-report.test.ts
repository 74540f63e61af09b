import { describe, expect, it } from '@jest/globals';
import { isStuck, restartCondition, type RestartReport } from '../../../../src/core/data-plane/restart-report.ts';

const excuse = (name: string) => ({ workload: { kind: 'Deployment', namespace: 'shop', name }, why: 'it is paused' });
const report = (different: Partial<RestartReport>): RestartReport => ({
  restarting: [],
  left: 0,
  skipReasons: [],
  ...different,
});

describe('what is said about restarts', () => {
  it.each<[string, Partial<RestartReport>, string, RegExp, boolean]>([
    [
      'a batch',
      { restarting: ['a', 'b', 'c', 'd'], left: 5 },
      'Restarting',
      /^restarting a, b, c and 1 more, then 5 /,
      false,
    ],
    ['the last batch', { restarting: ['a'] }, 'Restarting', /^restarting a$/, false],
    ['a failure', { restarting: ['a'], failed: 'x' }, 'RestartFailed', /because of x$/, true],
    [
      'waiting',
      { skipReasons: [excuse('a')], isPostponed: true },
      'RestartPostponed',
      /Deployment shop\/a: it is paused/,
      false,
    ],
    [
      'the impossible',
      { skipReasons: [excuse('a')] },
      'RestartImpossible',
      /^cannot be restarted: Deployment shop\/a/,
      true,
    ],
    ['pods of nobody', {}, 'RestartImpossible', /no Deployment/, true],
  ])('%s', (_, different, reason, message, stuck) => {
    const said = restartCondition(report(different));
    expect(said).toEqual({ reason, message: expect.stringMatching(message) as unknown });
    expect(isStuck(report(different))).toBe(stuck);
  });
});
