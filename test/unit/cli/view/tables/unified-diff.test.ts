import { describe, expect, it } from '@jest/globals';
import { noColours, render } from '../../../../../src/cli/view/line.ts';
import { unifiedDiff } from '../../../../../src/cli/view/tables/unified-diff.ts';

const lines = (...numbers: (number | string)[]): string => numbers.map((n) => `${n}\n`).join('');
const shown = (before: string, after: string): string[] =>
  unifiedDiff('ConfigMap a/b', before, after).map((line) => render(line, noColours));

describe('a unified diff', () => {
  it('is empty for equal texts', () => {
    expect(shown(lines(1, 2, 3), lines(1, 2, 3))).toEqual([]);
  });

  it('shows what changed with three lines around it, and where', () => {
    const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const after = lines(1, 2, 3, 4, 'five', 6, 7, 8, 9, 10);
    expect(shown(before, after)).toEqual([
      '--- live ConfigMap a/b',
      '+++ wanted ConfigMap a/b',
      '@@ -2,7 +2,7 @@',
      ...[' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'],
    ]);
  });

  it('keeps what stays between changes, and splits what is far from each other', () => {
    const far = [...Array(20).keys()];
    const changed = far.flatMap((n) => (n === 1 ? [] : n === 18 ? [18, 'new'] : [n]));
    const hunks = shown(lines(...far), lines(...changed)).filter((line) => line.startsWith('@@'));
    expect(hunks).toEqual(['@@ -1,5 +1,4 @@', '@@ -17,4 +16,5 @@']);
    expect(shown(lines('a', 'b', 'c'), lines('x', 'b', 'y')).slice(3)).toEqual(['-a', '+x', ' b', '-c', '+y']);
  });

  it('shows a text that comes or goes as a whole', () => {
    expect(shown('', lines(1, 2)).slice(2)).toEqual(['@@ -0,0 +1,2 @@', '+1', '+2']);
    expect(shown(lines(1), '').slice(2)).toEqual(['@@ -1,1 +0,0 @@', '-1']);
  });

  it('does not compare endlessly what is huge', () => {
    const huge = (from: number): string => lines(...Array.from({ length: 6000 }, (_, i) => from + i));
    expect(shown(huge(0), huge(10_000))).toHaveLength(12_003);
  });
});
