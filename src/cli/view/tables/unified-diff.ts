import { diffLines } from '../../../core/drift/unified-diff.ts';
import { span, type Line, type Style } from '../line.ts';

const STYLES: Readonly<Record<string, Style>> = { '+': 'green', '-': 'red', '@': 'cyan' };

/** What makes one text the other, as `diff -u` shows it: nothing when they are equal. */
export function unifiedDiff(name: string, before: string, after: string): Line[] {
  const lines = diffLines(before, after);
  if (lines.length === 0) return [];
  const heads: Line[] = [[span(`--- live ${name}`, 'bold')], [span(`+++ wanted ${name}`, 'bold')]];
  return [...heads, ...lines.map((text): Line => [span(text, STYLES[text.charAt(0)])])];
}
