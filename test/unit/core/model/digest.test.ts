import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from '../../../../src/core/model/digest.ts';
import { milliseconds } from '../../../../src/core/model/duration.ts';
import { anyJson } from '../../../support/objects.ts';

/** The same value with the keys of every map in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe('a digest', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyJson(), (value) => {
        expect(digestOf(turned(value))).toBe(digestOf(value));
      }),
    );
  });

  it('differs between different values', () => {
    fc.assert(
      fc.property(anyJson(), anyJson(), (a, b) => {
        fc.pre(!isDeepStrictEqual(a, b));
        expect(digestOf(a)).not.toBe(digestOf(b));
      }),
    );
  });

  it('depends on the order of lists, on types and on absence', () => {
    const values = [['a', 'b'], ['b', 'a'], { a: 1 }, { a: '1' }, { a: null }, {}, [], { a: { b: 1 } }, { a: 1, b: 1 }];
    expect(new Set(values.map(digestOf)).size).toBe(values.length);
  });

  it('treats undefined like absence, as JSON does', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });

  it('is short text', () => {
    expect(digestOf({})).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['0.125s', 125],
    ['2160h', 7_776_000_000],
  ])('of %s is %d milliseconds', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(['', '10', 'm', '10 m', '-5m', '5m-', '10d', '1h30', 'h1'])('is refused when it is "%s"', (text) => {
    expect(() => milliseconds(text)).toThrow(new RangeError(`not a duration: "${text}"`));
  });

  it('adds up', () => {
    const part = fc.tuple(fc.nat(500), fc.constantFrom('ms', 's', 'm', 'h')).map(([n, unit]) => `${n}${unit}`);
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(milliseconds(a + b)).toBe(milliseconds(a) + milliseconds(b));
      }),
    );
  });
});
