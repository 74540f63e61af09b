import { styleText } from 'node:util';
import { visibleLine } from '../../api/visible.ts';

/** Colours and weights, as `util.styleText` names them. */
export type Style = Parameters<typeof styleText>[0];

/** A piece of text in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** One line of a screen. Its text holds no control characters and only characters one column wide. */
export type Line = readonly Span[];

/** Puts a style on a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Paints with ANSI colours. Whether the terminal wants them is the caller's decision. */
export const colours: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** Paints nothing. */
export const noColours: Paint = (_style, text) => text;

/** A text as a span, its control characters made visible. */
export function span(text: string, style?: Style): Span {
  const visible = visibleLine(text);
  return style === undefined ? { text: visible } : { text: visible, style };
}

/** Columns that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** A text in at most so many columns; what is cut off leaves an ellipsis. */
export function cropText(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 0 ? '' : `${text.slice(0, width - 1).trimEnd()}…`;
}

/** A line in at most so many columns. */
export function crop(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  let left = width;
  const kept: Span[] = [];
  for (const part of line) {
    if (left <= 0) break;
    const isLast = part.text.length > left;
    // The line goes on after this piece, so that a piece which just fits has to make room for the ellipsis.
    const text = part.text.length === left ? cropText(`${part.text} `, left) : cropText(part.text, left);
    kept.push({ ...part, text });
    left = isLast ? 0 : left - part.text.length;
  }
  return kept;
}

/** Lines of whole words in at most so many columns; a word that is longer has a line for itself. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Left and right ends of one line, as far apart as the width allows. */
export function justify(left: Line, right: Line, width: number): Line {
  const gap = width - widthOf(left) - widthOf(right);
  return [...left, span(' '.repeat(Math.max(2, gap))), ...right];
}

/** A line as text for a terminal. */
export function render(line: Line, paint: Paint): string {
  return line.map(({ text, style }) => (style === undefined ? text : paint(style, text))).join('');
}
