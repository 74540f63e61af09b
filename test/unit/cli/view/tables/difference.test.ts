import { describe, expect, it } from '@jest/globals';
import { pathLines } from '../../../../../src/cli/view/tables/difference.ts';

const linesOf = (live: unknown, wanted: unknown): string[] =>
  pathLines({
    object: 'ConfigMap a/b',
    change: 'different',
    live: {},
    wanted: {},
    fields: [{ path: 'data.mesh', live, wanted }],
  }).map((line) => line.map(({ text }) => text).join(''));

describe('a difference in one line', () => {
  it('shows both values', () => {
    expect(linesOf('a', undefined)).toEqual(['ConfigMap a/b: data.mesh: "a" > nothing']);
    expect(linesOf([1], { b: 2 })).toEqual(['ConfigMap a/b: data.mesh: [1] > {"b":2}']);
  });

  it('shows long values from where they differ', () => {
    const [line] = linesOf(`${'x'.repeat(100)}one`, `${'x'.repeat(100)}two`);
    expect(line).toBe('ConfigMap a/b: data.mesh: …xxxxxxxxone" > …xxxxxxxxtwo"');
  });

  it('shows of a text of many lines those that differ, and where', () => {
    const text = (...changed: string[]) => `first: 1\n${changed.map((line) => `${line}\n`).join('')}last: 3\n`;
    expect(linesOf(text('  a: 1', 'b: 2'), text('  a: 9', 'b: 2', 'c: 3'))).toEqual([
      'ConfigMap a/b: data.mesh:2: "a: 1" > "a: 9"',
      'ConfigMap a/b: data.mesh:4: nothing > "c: 3"',
    ]);
  });

  it('says of whole objects that they are missing or superfluous', () => {
    const whole = { object: 'Secret a/b', live: {}, wanted: {}, fields: [] };
    expect(pathLines({ ...whole, change: 'missing' })[0]?.[0]?.text).toBe('Secret a/b: missing');
  });
});
