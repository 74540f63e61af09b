import { BUDGETS, verdictOn, type Budget } from '../budgets.ts';
import type { Row } from '../measurement.ts';
import { bound, held } from './format.ts';

/** One bar. */
interface Bar {
  readonly label: string;
  /** What it is, and what it may be. */
  readonly text: string;
  readonly used: number;
  readonly met: boolean;
}

const ROW = 26;
const TOP = 44;
const LABELS = 220;
const BARS = 300;
const WIDTH = 800;

/** The budgets end here; a bar that is longer than the picture is cut. */
const FULL = LABELS + BARS * 0.6;
const COLOURS = { met: '#2e7d57', missed: '#b3402e', line: '#555555', text: '#222222', back: '#ffffff' };

/** How much of each budget is used, as a picture: a bar that stays left of the line keeps its budget. */
export function plot(rows: readonly Row[]): string {
  const bars = BUDGETS.flatMap((budget) =>
    rows.filter(({ id }) => id === budget.row).flatMap((row) => barOf(budget, row)),
  );
  const height = TOP + bars.length * ROW + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `  <rect width="${WIDTH}" height="${height}" fill="${COLOURS.back}"/>`,
    text(FULL, 22, 'the whole budget', 'middle'),
    ...bars.flatMap((bar, i) => barLines(bar, TOP + i * ROW)),
    `  <line x1="${FULL}" y1="${TOP - 14}" x2="${FULL}" y2="${height - 10}" stroke="${COLOURS.line}" stroke-dasharray="4 3"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function barOf(budget: Budget, row: Row): Bar[] {
  const verdict = verdictOn(row);
  return verdict === undefined
    ? []
    : [{ label: budget.what, text: `${held(row, budget)}, ${bound(budget)}`, ...verdict }];
}

function barLines({ label, text: said, used, met }: Bar, y: number): string[] {
  const width = Math.max(1, Math.min(used * (FULL - LABELS), BARS));
  const middle = y + ROW / 2;
  return [
    text(LABELS - 10, middle, label, 'end'),
    `  <rect x="${LABELS}" y="${y + 4}" width="${width.toFixed(1)}" height="${ROW - 10}" fill="${met ? COLOURS.met : COLOURS.missed}"/>`,
    text(LABELS + BARS + 12, middle, said, 'start'),
  ];
}

const text = (x: number, y: number, said: string, anchor: 'start' | 'middle' | 'end'): string =>
  `  <text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="middle" fill="${COLOURS.text}">${said}</text>`;
