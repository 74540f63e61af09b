import { describe, expect, it } from '@jest/globals';
import * as globals from '../../../../scripts/mutation/runner/globals.ts';

const later = (act: () => void) => () => {
  act();
  return Promise.resolve();
};

describe('tests as they run when mutants are tried', () => {
  it('are collected with names of their own, and run as often as one likes', async () => {
    const seen: unknown[] = [];
    const tests = await globals.collect(
      'a.test.ts',
      later(() => {
        globals.describe.each(['x', 'y'])('of %s', (name: string) => {
          globals.it.each([[1, 2], { one: 1 }])('adds', (...given: unknown[]) => seen.push(name, ...given));
        });
      }),
    );
    expect(new Set(tests.map(({ id }) => id)).size).toBe(4);
    expect(tests.map(({ file }) => file)).toEqual(Array.from({ length: 4 }, () => 'a.test.ts'));
    await tests[0]?.run();
    await tests[3]?.run();
    await tests[3]?.run();
    expect(seen).toEqual(['x', 1, 2, 'y', { one: 1 }, 'y', { one: 1 }]);
  });

  it('have what stands around them, and end with what they threw', async () => {
    const seen: string[] = [];
    const hooked = (name: string): void => {
      globals.beforeEach(() => seen.push(`before ${name}`));
      globals.afterEach(() => seen.push(`after ${name}`));
    };
    const [test] = await globals.collect(
      'a.test.ts',
      later(() => {
        globals.describe('outer', () => {
          globals.describe('inner', () => {
            globals.it('fails', () => {
              throw new Error('failed');
            });
            hooked('inner');
          });
          hooked('outer');
        });
      }),
    );
    await expect(test?.run()).rejects.toThrow('failed');
    expect(seen).toEqual(['before outer', 'before inner', 'after inner', 'after outer']);
    expect(await globals.collect('b.test.ts', () => Promise.resolve())).toEqual([]);
  });

  it('have what stands around them in the file, of which some is done once', async () => {
    const seen: string[] = [];
    const tests = await globals.collect(
      'a.test.ts',
      later(() => {
        globals.beforeAll(() => seen.push('once'));
        globals.beforeEach(() => seen.push('each'));
        globals.it('a', () => seen.push('a'));
        globals.it('b', () => seen.push('b'));
      }),
    );
    for (const test of tests) await test.run();
    expect(seen).toEqual(['once', 'each', 'a', 'each', 'b']);
  });
});
