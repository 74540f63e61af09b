import { describe, expect, it } from '@jest/globals';
import { selects } from '../../../../src/core/model/selector.ts';

const labels = { app: 'web', tier: 'front' };
const expression = (operator: string, key: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a label selector', () => {
  it('means what has all its labels', () => {
    expect(selects({ matchLabels: { app: 'web' } }, labels)).toBe(true);
    expect(selects({ matchLabels: { app: 'web', tier: 'rollback' } }, labels)).toBe(false);
  });

  it.each([
    ['In', 'app', 'web', true],
    ['In', 'app', 'db', false],
    ['NotIn', 'app', 'db', true],
    ['NotIn', 'zone', 'a', true],
    ['Exists', 'tier', '', true],
    ['Exists', 'zone', '', false],
    ['DoesNotExist', 'zone', '', true],
    ['Near', 'app', 'web', false],
  ])('with %s %s %s answers %s', (operator, key, value, answer) => {
    expect(selects(expression(operator, key, value), labels)).toBe(answer);
  });

  it('means everything when it is empty, and nothing when there is none', () => {
    expect(selects({}, labels)).toBe(true);
    expect(selects(undefined, labels)).toBe(false);
  });
});
