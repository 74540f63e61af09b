import { budgetOf, verdictOn } from '../budgets.ts';
import type { Finding } from '../measurement.ts';
import { bound, quantity, ratio, verdict } from './format.ts';

const WIDTHS = [50, 16, 8, 48, 20];

/** What a terminal gets of some findings: a line each, in columns. */
export const tableLines = (findings: readonly Finding[]): string[] =>
  findings.map((finding) => line(cellsOf(finding))).map((text) => `  ${text}`.trimEnd());

function cellsOf(finding: Finding): string[] {
  if ('skipped' in finding) return [finding.what, `skipped: ${finding.skipped}`];
  const { id, what, value, unit, against } = finding;
  const rival = against === undefined ? '' : `${against.what} (${quantity(against.value, unit)})`;
  const judged = [bound(budgetOf(id)), verdict(verdictOn(finding))].filter((text) => text !== '').join(': ');
  return [what, quantity(value, unit), ratio(finding), rival, judged];
}

const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0)).join(' ');
