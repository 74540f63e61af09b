import { describe, expect, it } from '@jest/globals';
import { diffLines } from '../../../../src/core/drift/unified-diff.ts';

const numbered = (count: number, name = 'line') =>
  Array.from({ length: count }, (_, i) => `${name} ${i + 1}\n`).join('');

describe('what makes one text the other', () => {
  it('is nothing where they are equal', () => {
    expect(diffLines('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('is the lines that changed with three around them, and where these begin', () => {
    const before = numbered(9);
    expect(diffLines(before, before.replace('line 5\n', 'other 5\n'))).toEqual([
      '@@ -2,7 +2,7 @@',
      ...[' line 2', ' line 3', ' line 4', '-line 5', '+other 5', ' line 6', ' line 7', ' line 8'],
    ]);
  });

  it('is in several pieces where much between them stayed', () => {
    const before = numbered(20);
    const after = before.replace('line 1\n', '').replace('line 20\n', '');
    expect(diffLines(before, after).filter((line) => line.startsWith('@@'))).toHaveLength(2);
  });

  it('begins before the first line where one text has none', () => {
    expect(diffLines('', 'a\nb\n')).toEqual(['@@ -0,0 +1,2 @@', '+a', '+b']);
    expect(diffLines('a\nb\n', '')).toEqual(['@@ -1,2 +0,0 @@', '-a', '-b']);
  });

  it('is all of both where more than two thousand lines changed, with or without an end of the last line', () => {
    const [before, after] = [numbered(1100, 'old'), numbered(1100, 'new').trimEnd()];
    const lines = diffLines(`same\n${before}`, `same\n${after}`);
    expect(lines.slice(0, 3)).toEqual(['@@ -1,1101 +1,1101 @@', '-same', '-old 1']);
    expect(lines.slice(1102, 1104)).toEqual(['+same', '+new 1']);
    expect(lines.at(-1)).toBe('+new 1100');
    expect(diffLines('', numbered(2100)).slice(0, 2)).toEqual(['@@ -0,0 +1,2100 @@', '+line 1']);
    expect(diffLines(numbered(2100), '').slice(0, 2)).toEqual(['@@ -1,2100 +0,0 @@', '-line 1']);
  });
});
