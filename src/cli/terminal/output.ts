import { dump } from 'js-yaml';
import type { Terminal } from './terminal.ts';
import { colours, noColours, type Paint } from '../view/line.ts';

/** One object as YAML or JSON, with a line break at its end. */
export function serialized(value: object, format: string): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : dump(value, { noRefs: true, lineWidth: -1 });
}

/** Rows below headings, as kubectl lays them out: columns three apart, as wide as their widest cell. */
export function columns(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('   ');
  return all.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** Colours for a terminal that wants them (see no-color.org), none for a pipe. */
export function paintFor({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Paint {
  const wanted = stdout.isTTY === true && env['TERM'] !== 'dumb' && (env['NO_COLOR'] ?? '') === '';
  return wanted ? colours : noColours;
}
