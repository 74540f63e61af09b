import { describe, expect, it } from '@jest/globals';
import { helmDocuments } from '../../../../src/cli/import/helm-yaml.ts';

describe('a values file', () => {
  it.each([
    ['a: yes', true],
    ['a: On', true],
    ['a: y', true],
    ['a: off', false],
    ['a: nO', 'nO'],
    ['a: "yes"', 'yes'],
    ['a: 010', 8],
    ['a: 0o10', 8],
    ['a: 08', 8],
    ['a: 0x1F', 31],
    ['a: 0b11', 3],
    ['a: -010', -8],
    ['a: 1_000', 1000],
    ['a: 12:30', '12:30'],
    ['a: 2001-01-01', '2001-01-01'],
    ['a: 1e3', 1000],
    ['a: .5', 0.5],
    ['a: 1e400', '1e400'],
    ['a: !!str 5', '5'],
    ['a: ~', null],
    ['x: &x {b: 1}\na: {<<: *x, c: 2}', { b: 1, c: 2 }],
    ['x: &x {b: 1}\na: {<<: [*x, {b: 3}], b: 2}', { b: 2 }],
  ])('is read as Helm reads it: %j', (text, value) => {
    expect(helmDocuments(text, 'values.yaml')).toEqual([expect.objectContaining({ a: value })]);
  });

  it('has switches for keys as text', () => {
    expect(helmDocuments('on: 1', 'values.yaml')).toEqual([{ true: 1 }]);
  });

  it.each(['{', '{a: 1, a: 2}'])('is refused by its name when it is no YAML, or says one thing twice: %s', (text) => {
    expect(() => helmDocuments(text, 'values.yaml')).toThrow(/^values\.yaml is not YAML: /);
  });
});
