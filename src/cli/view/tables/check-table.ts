import type { CheckFinding, CheckState } from '../../check/finding.ts';
import { span, wrapText, type Line, type Style } from '../line.ts';

const MARKS: Readonly<Record<CheckState, readonly [mark: string, style: Style]>> = {
  ok: ['✔', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  unknown: ['?', 'dim'],
};

/** Narrower than this nothing can be read. */
const NARROWEST = 30;

/** A line per finding, further ones where it is longer than the terminal is wide, and what to do below it. */
export function checkLines(findings: readonly CheckFinding[], columns: number): Line[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(width + 4);
  const wrapped = (text: string): string[] => wrapText(text, Math.max(NARROWEST, columns - indent.length - 1));
  return findings.flatMap(({ check, state, message, remedy = '' }) => {
    const [mark, style] = MARKS[state];
    const [first = '', ...rest] = wrapped(message);
    const below = [...rest, ...(remedy === '' ? [] : wrapped(`→ ${remedy}`))];
    return [
      [span(mark, style), span(` ${check.padEnd(width)}  ${first}`)],
      ...below.map((text): Line => [span(`${indent}${text}`)]),
    ];
  });
}
