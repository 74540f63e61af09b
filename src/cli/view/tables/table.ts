import { visibleLine } from '../../../api/visible.ts';

/** Between columns, as kubectl has it; and where room is scarce. */
const GAP = 3;
const NARROW_GAP = 2;

/** Words of up to so many letters stay whole where there is any way. */
const WORD = 12;

/** No column gets narrower than this. */
const NARROWEST = 8;

/**
 * Columns as wide as their widest cell, as kubectl prints them, with a line break at the end of each row. Where that is
 * more than `width`, the widest columns become narrower, and their cells go on in the next line: nothing is left out.
 * @param width of the terminal; a pipe has none
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width = Infinity): string {
  const all = [head, ...rows.map((row) => row.map(visibleLine))];
  const columns = head.map((_, column) => all.map((row) => row[column] ?? ''));
  const natural = columns.map((cells) => longest(cells));
  const gap = sumOf(natural) + GAP * (head.length - 1) <= width ? GAP : NARROW_GAP;
  const words = columns.map((cells) => Math.min(WORD, longest(cells.flatMap((cell) => cell.split(/ |(?<=,)/)))));
  const room = width - gap * (head.length - 1);
  const widths = fitted(
    fitted(natural, words, room),
    natural.map(() => NARROWEST),
    room,
  );
  return all
    .flatMap((row) => linesOf(row, widths, gap))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

/** Widths of which the sum is no more than the room: the widest become narrower, down to a width of their own. */
function fitted(natural: readonly number[], least: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = sumOf(widths) - room; over > 0; over--) {
    const spare = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

function linesOf(row: readonly string[], widths: readonly number[], gap: number): string[] {
  const cells = row.map((cell, column) => broken(cell, widths[column] ?? 0));
  const height = Math.max(...cells.map((parts) => parts.length));
  return Array.from({ length: height }, (_, line) =>
    cells.map((parts, column) => (parts[line] ?? '').padEnd((widths[column] ?? 0) + gap)).join(''),
  );
}

/** Where a cell may go on in the next line, best first: between words, after a comma, within a name. */
const BREAKS = [/^.* (?=\S)/, /^.*,/, /^.*[-.|/:]/];

/** A cell in lines of at most so many columns. */
function broken(cell: string, width: number): string[] {
  if (cell.length <= width || width === 0) return [cell];
  // A blank right behind the last column is a good place, too.
  if (cell[width] === ' ') return [cell.slice(0, width).trimEnd(), ...broken(cell.slice(width).trimStart(), width)];
  const [found = cell.slice(0, width)] = BREAKS.flatMap((where) => where.exec(cell.slice(0, width))?.[0] ?? []);
  return [found.trimEnd(), ...broken(cell.slice(found.length).trimStart(), width)];
}
