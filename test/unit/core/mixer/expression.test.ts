import { describe, expect, it } from '@jest/globals';
import { ExpressionError, parseExpression, type Expression } from '../../../../src/core/mixer/expression.ts';

/** An expression with every call in brackets, its name first. */
function shown(expression: Expression): string {
  if (expression.is === 'attribute') return expression.name;
  if (expression.is === 'constant') return JSON.stringify(expression.value);
  return `(${[expression.name, ...expression.args.map(shown)].join(' ')})`;
}

describe('an expression of mixer', () => {
  it.each([
    ['request.method', 'request.method'],
    ['request.headers["x-user"]', '([] request.headers "x-user")'],
    ['source.labels["app"] | "unknown" == "a"', '(== (| ([] source.labels "app") "unknown") "a")'],
    ['a == 1 && b != 2 || c', '(|| (&& (== a 1) (!= b 2)) c)'],
    ['a || b && c', '(|| a (&& b c))'],
    ['a | b | "c"', '(| (| a b) "c")'],
    [
      '(match((request.useragent | "-"), "kube-probe*") == false)',
      '(== (match (| request.useragent "-") "kube-probe*") false)',
    ],
    ['request.path.startsWith("/a")', '(startsWith request.path "/a")'],
    ['request.headers["x"].endsWith("b")', '(endsWith ([] request.headers "x") "b")'],
    ['"a".matches(b.c)', '(matches "a" b.c)'],
    [
      'conditional((context.reporter.kind | "inbound") == "outbound", "s", "d")',
      '(conditional (== (| context.reporter.kind "inbound") "outbound") "s" "d")',
    ],
    ['ip("10.0.0.1")', '(ip "10.0.0.1")'],
    ['emptyStringMap()', '(emptyStringMap)'],
    ['$out.source_pod_ip', '$out.source_pod_ip'],
    ['a > 1.5 && b <= `c`', '(&& (> a 1.5) (<= b "c"))'],
    ['TRUE == connection.mtls', '(== true connection.mtls)'],
    ['"a\\"b"', '"a\\"b"'],
    ['!a', '(! a)'],
    ['a == 10 && b > 12.75', '(&& (== a 10) (> b 12.75))'],
    ['a < 1 || a >= 2', '(|| (< a 1) (>= a 2))'],
    ['a + "b" + c == d', '(== (+ (+ a "b") c) d)'],
    ['`a "b"`', '"a \\"b\\""'],
    ['a.true || trueish && untrue', '(|| a.true (&& trueish untrue))'],
    ['"true" == False', '(== "true" false)'],
    ['f(a, b[c], "d")', '(f a ([] b c) "d")'],
    ['  a  ==\tb  \n', '(== a b)'],
  ])('is read as Go reads it: %s', (text, meaning) => {
    expect(shown(parseExpression(text))).toBe(meaning);
  });

  it.each([
    ['', /from "its end" on/],
    ['a ==', /from "its end" on/],
    ['a b', /from "b" on/],
    ["a == 'b'", /from "'b'" on/],
    ['(a', /from "its end" on/],
    ['f(a b)', /from "b \)" on/],
    ['a.b.["c"]', /cannot be read/],
    ['"\\x"', /cannot be read/],
    ['a; b', /from "; b" on/],
  ])('is refused with the place that cannot be read: %s', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
    expect(() => parseExpression(text)).toThrow(ExpressionError);
  });

  it.each([
    ['deep', '('.repeat(100_000)],
    ['deep in brackets', 'a["x"]'.repeat(1) + '["x"]'.repeat(100_000)],
    ['negated', '!'.repeat(100_000)],
    ['long', Array(100_000).fill('a').join(' && ')],
  ])('is refused, and nothing fails, when it is too %s', (_what, text) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
  });
});
