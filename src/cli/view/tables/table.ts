import { visibleLine } from '../../../api/visible.ts';

/** Between columns, as kubectl has it. */
const GAP = 3;

/** Columns as wide as their widest cell, as kubectl prints them, with a line break at the end of each row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows.map((row) => row.map(visibleLine))];
  const widths = head.map((_, column) => all.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd((widths[column] ?? 0) + GAP)).join(''));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
