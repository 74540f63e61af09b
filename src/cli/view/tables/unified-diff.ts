import { span, type Line } from '../line.ts';

const CONTEXT = 3;
/** Beyond this many comparisons it is not looked for what stayed between two changes. */
const MOST_COMPARISONS = 25_000_000;

type Edit = readonly [sign: ' ' | '-' | '+', text: string];

/** What makes one text the other, as `diff -u` shows it: nothing when they are equal. */
export function unifiedDiff(name: string, before: string, after: string): Line[] {
  const edits = editsBetween(linesOf(before), linesOf(after));
  const hunks = hunksOf(edits);
  if (hunks.length === 0) return [];
  return [[span(`--- live ${name}`, 'bold')], [span(`+++ wanted ${name}`, 'bold')], ...hunks.flat()];
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const kept = (lines: readonly string[]): Edit[] => lines.map((text) => [' ', text]);
  const middle = changes(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...kept(before.slice(0, head)), ...middle, ...kept(before.slice(before.length - tail))];
}

/** By the longest common subsequence, so that as much as possible stays. */
function changes(before: readonly string[], after: readonly string[]): Edit[] {
  if (before.length * after.length > MOST_COMPARISONS) {
    return [...before.map(gone), ...after.map(come)];
  }
  const common = commonAfter(before, after);
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const [old, fresh] = [before[i] ?? '', after[j] ?? ''];
    const edit: Edit = old === fresh ? [' ', old] : common(i + 1, j) >= common(i, j + 1) ? ['-', old] : ['+', fresh];
    edits.push(edit);
    if (edit[0] !== '+') i++;
    if (edit[0] !== '-') j++;
  }
  return [...edits, ...before.slice(i).map(gone), ...after.slice(j).map(come)];
}

const gone = (text: string): Edit => ['-', text];
const come = (text: string): Edit => ['+', text];

/** How many lines two texts have in common, in order, from a line of each on. */
function commonAfter(before: readonly string[], after: readonly string[]): (i: number, j: number) => number {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const isSame = before[i] === after[j];
      table[i * width + j] = isSame ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

/** Changes that are near to each other, with what is around them, below a line that says where they are. */
function hunksOf(edits: readonly Edit[]): Line[][] {
  const near = edits.map((_, i) =>
    edits.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([sign]) => sign !== ' '),
  );
  const hunks: Line[][] = [];
  let [before, after] = [1, 1];
  for (let i = 0; i < edits.length; i++) {
    if (near[i] === true && near[i - 1] !== true) {
      const end = near.indexOf(false, i);
      hunks.push(hunk(edits.slice(i, end < 0 ? undefined : end), before, after));
    }
    const sign = edits[i]?.[0];
    if (sign !== '+') before++;
    if (sign !== '-') after++;
  }
  return hunks;
}

const STYLES = { '+': 'green', '-': 'red', ' ': undefined } as const;

function hunk(edits: readonly Edit[], before: number, after: number): Line[] {
  const count = (without: string): number => edits.filter(([sign]) => sign !== without).length;
  const range = (start: number, length: number): string => `${length === 0 ? start - 1 : start},${length}`;
  const where = `@@ -${range(before, count('+'))} +${range(after, count('-'))} @@`;
  return [[span(where, 'cyan')], ...edits.map(([sign, text]): Line => [span(sign + text, STYLES[sign])])];
}
