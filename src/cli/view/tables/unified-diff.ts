import { structuredPatch } from 'diff';
import { span, type Line } from '../line.ts';

const CONTEXT = 3;
/** Beyond this many changed lines it is not looked for what stayed between two of them. */
const MOST_EDITS = 2_000;

/** Lines that changed and those around them; numbers count from 1. */
interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each begins with its sign. */
  readonly lines: readonly string[];
}

/** What makes one text the other, as `diff -u` shows it: nothing when they are equal. */
export function unifiedDiff(name: string, before: string, after: string): Line[] {
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = structuredPatch(name, name, before, after, undefined, undefined, options);
  const hunks = patch?.hunks ?? [replacement(before, after)];
  if (hunks.length === 0) return [];
  return [[span(`--- live ${name}`, 'bold')], [span(`+++ wanted ${name}`, 'bold')], ...hunks.flatMap(hunkLines)];
}

function replacement(before: string, after: string): Hunk {
  const signed = (sign: string, text: string): string[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => sign + line);
  const [gone, come] = [signed('-', before), signed('+', after)];
  return { oldStart: 1, oldLines: gone.length, newStart: 1, newLines: come.length, lines: [...gone, ...come] };
}

const STYLES: Readonly<Record<string, 'green' | 'red'>> = { '+': 'green', '-': 'red' };

function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Line[] {
  const range = (start: number, length: number): string => `${length === 0 ? start - 1 : start},${length}`;
  const where = `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
  return [[span(where, 'cyan')], ...lines.map((text): Line => [span(text, STYLES[text.charAt(0)])])];
}
