import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { budgetsOver, podLabels, selects } from '../../../../src/core/model/selector.ts';

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
    ['DoesNotExist', 'tier', '', false],
    ['NotIn', 'app', 'web', false],
    ['In', 'zone', 'a', false],
    ['Near', 'app', 'web', false],
  ])('with %s %s %s answers %s', (operator, key, value, answer) => {
    expect(selects(expression(operator, key, value), labels)).toBe(answer);
  });

  it('means everything when it is empty, and nothing when there is none', () => {
    expect(selects({}, labels)).toBe(true);
    expect(selects(undefined, labels)).toBe(false);
  });

  it('means what meets both its labels and its expressions', () => {
    const selector = { matchLabels: { app: 'web' }, ...expression('Exists', 'tier') };
    expect(selects(selector, labels)).toBe(true);
    expect(selects(selector, { app: 'web' })).toBe(false);
    expect(selects(selector, { app: 'db', tier: 'front' })).toBe(false);
  });

  it('means nothing by a list of values that is not there', () => {
    expect(selects({ matchExpressions: [{ key: 'app', operator: 'In' }] }, labels)).toBe(false);
  });
});

const workload = (spec?: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  ...(spec && { spec }),
});
const budget = (name: string, spec?: object, namespace = 'shop'): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace },
  ...(spec && { spec }),
});

describe('the labels of the pods of a workload', () => {
  it('are those of its template', () => {
    expect(podLabels(workload({ template: { metadata: { labels } } }))).toEqual(labels);
  });

  it.each([undefined, {}, { template: {} }, { template: { metadata: {} } }])('are none where it has %j', (spec) => {
    expect(podLabels(workload(spec))).toEqual({});
  });
});

describe('the budgets over the pods of a workload', () => {
  it('are those of its namespace that mean their labels', () => {
    const selector = { matchLabels: { app: 'web' } };
    const found = budgetsOver(workload({ template: { metadata: { labels } } }), [
      budget('own', { selector }),
      budget('of-others', { selector: { matchLabels: { app: 'db' } } }),
      budget('elsewhere', { selector }, 'other'),
      budget('of-all', { selector: {} }),
      budget('of-none', {}),
      budget('empty'),
    ]);
    expect(found.map(({ metadata }) => metadata.name)).toEqual(['own', 'of-all']);
  });
});
