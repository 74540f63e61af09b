import { describe, expect, it } from '@jest/globals';
import { withTable } from '../../../../scripts/mutation/page.ts';
import { percentOf, scoreOf, sumOf, survivorLines, totalOf, type Mutant } from '../../../../scripts/mutation/scores.ts';

const mutant = (status: string, line = 1): Mutant => ({
  fileName: '/repository/src/a.ts',
  location: { start: { line, column: 3 } },
  mutatorName: 'BlockStatement',
  replacement: '{\n}',
  status,
});

describe('a mutation score', () => {
  it('counts what made a test fail or never ended against everything that is a program', () => {
    const score = scoreOf(
      ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'].map((s) => mutant(s)),
    );
    expect(score).toEqual({ found: 2, survived: 1, uncovered: 1 });
    expect([totalOf(score), percentOf(score)]).toEqual([4, 50]);
  });

  it('is rounded down, so that only all is 100 %', () => {
    expect(percentOf({ found: 9999, survived: 1, uncovered: 0 })).toBe(99.9);
    expect(percentOf({ found: 2, survived: 0, uncovered: 1 })).toBe(66.6);
    expect(percentOf(sumOf([]))).toBe(100);
  });

  it('lists who survived by place, each in a line', () => {
    const lines = survivorLines([mutant('Survived', 10), mutant('NoCoverage', 9), mutant('Killed', 8)]);
    expect(lines).toEqual([
      '/repository/src/a.ts:9:3  BlockStatement: { } (no test comes past)',
      '/repository/src/a.ts:10:3  BlockStatement: { }',
    ]);
  });
});

describe('the table of mutation scores', () => {
  const page = 'before\n<!-- written by npm run mutation -->\nold\n<!-- end -->\nafter\n';
  const measured = {
    'src/engine': { found: 9, survived: 1, uncovered: 0, day: '2026-11-28' },
    'src/core/a': { found: 3, survived: 0, uncovered: 1, day: '2026-11-27' },
    'src/core/b': { found: 1, survived: 0, uncovered: 1, day: '2026-11-27' },
  };

  it('takes the place of the old one and leaves the page as it is', () => {
    const written = withTable(page, measured, ['src/engine', 'src/core/a', 'src/core/b', 'src/core/never']);
    expect(written).toMatch(/^before\n<!-- written[\s\S]*<!-- end -->\nafter\n$/);
    expect(written).toContain('| `src/engine` | 10 | 9 | 1 | 0 | 90.0 % | 2026-11-28 |');
    expect(written).toContain('| all of `src/core` | 6 | 4 | 0 | 2 | 66.6 % |  |');
    expect(written).not.toContain('\nold\n');
    expect(written).not.toContain('never');
    expect(withTable(written, measured, ['src/engine', 'src/core/a', 'src/core/b'])).toBe(written);
  });

  it('refuses a page that has no place for it', () => {
    expect(() => withTable('nothing', measured, [])).toThrow('no place for the table');
  });
});
