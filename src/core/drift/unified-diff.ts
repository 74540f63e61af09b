import { structuredPatch } from 'diff';

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

/**
 * What makes one text the other, in lines as those of `diff -u`: each begins with its sign, or with `@@` where a piece
 * begins. Without the names of the texts; nothing when they are equal.
 */
export function diffLines(before: string, after: string): string[] {
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  return (patch?.hunks ?? [replacement(before, after)]).flatMap(hunkLines);
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

function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string[] {
  const range = (start: number, length: number): string => `${length === 0 ? start - 1 : start},${length}`;
  return [`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...lines];
}
