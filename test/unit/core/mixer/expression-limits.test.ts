import { describe, expect, it } from '@jest/globals';
import { ExpressionError, parseExpression } from '../../../../src/core/mixer/expression.ts';

/** Forms that can be put into each other, so many times. */
const NESTED: readonly [string, (times: number) => string][] = [
  ['brackets', (times) => `${'('.repeat(times)}a${')'.repeat(times)}`],
  ['arguments', (times) => `${'f('.repeat(times)}a${')'.repeat(times)}`],
  ['arguments of methods', (times) => `${'"x".f('.repeat(times)}a${')'.repeat(times)}`],
  ['keys', (times) => `${'a['.repeat(times)}b${']'.repeat(times)}`],
  ['keys of keys', (times) => `a${'["b"]'.repeat(times)}`],
  ['methods of what methods give', (times) => `"a"${'.f()'.repeat(times)}`],
  ['negations', (times) => `${'!'.repeat(times)}a`],
];

describe('an expression', () => {
  it.each(NESTED)('is read as deep as anybody writes, and refused far below that: %s', (_what, nested) => {
    expect(() => parseExpression(nested(50))).not.toThrow();
    expect(() => parseExpression(nested(150))).toThrow(ExpressionError);
  });

  it('is read with brackets in brackets a hundred times, and not once more', () => {
    const [, nested] = NESTED[0]!;
    expect(() => parseExpression(nested(100))).not.toThrow();
    expect(() => parseExpression(nested(101))).toThrow(ExpressionError);
  });

  it('is read with two thousand words and signs, and not with more', () => {
    const negated = (signs: number): string => `${'a == '.repeat((signs - 1) / 2)}a`;
    expect(() => parseExpression(negated(1999))).not.toThrow();
    expect(() => parseExpression(negated(2001))).toThrow(ExpressionError);
  });
});

describe('what cannot be read', () => {
  /** What is said of a text. */
  const said = (text: string): string => {
    try {
      parseExpression(text);
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is quoted up to eighty characters of the expression', () => {
    const of = (length: number): string => `${'a'.repeat(length - 2)} ;`;
    expect(said(of(80))).toBe(`"${'a'.repeat(78)} ;" cannot be read from ";" on`);
    expect(said(of(81))).toBe(`"${'a'.repeat(79)} ..." cannot be read from ";" on`);
  });

  it('is quoted up to twenty characters of what is left', () => {
    expect(said(`a ; ${'b'.repeat(30)}`)).toMatch(/ from "; b{18}" on$/);
    expect(said('a b c d e f g')).toMatch(/ from "b c d e f" on$/);
  });

  it.each([
    ['a["x"].b.c()', 'a method of a path'],
    ['a["x"].', 'a dot at the end'],
    ['a["x"].1()', 'a number for a method'],
    ['a["x"]."b"()', 'a text for a method'],
    ['a["x"].b', 'a method without brackets'],
    ['f(a', 'arguments without an end'],
    ['a["x"', 'a key without an end'],
    ['1("x")', 'a number that is called'],
    ['== a', 'an operator without a left side'],
    ['a , b', 'a comma outside of arguments'],
  ])('is refused: %s, %s', (text) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
  });

  it('has an error with a name of its own', () => {
    expect(() => parseExpression('==')).toThrow(expect.objectContaining({ name: 'ExpressionError' }));
  });
});
