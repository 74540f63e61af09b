import type { Budget, Verdict } from '../budgets.ts';
import { ratioOf, type Row, type Unit } from '../measurement.ts';

/** A number with as many digits as are worth reading, and its unit. */
export const quantity = (value: number, unit: Unit): string => `${number(value)} ${unit}`;

/** Three digits, none of them after a hundred. */
export function number(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return grouped(value.toFixed(Math.min(digits, 3)));
}

/** Thousands apart, as 12 345. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ' ');

/** A row's ratio, as people read it; empty for one that stands alone. */
export function ratio(row: Row): string {
  const value = ratioOf(row);
  return value === undefined ? '' : `${value.toFixed(2)} x`;
}

/** A budget in words, as `at most 10 ms`; empty where there is none. */
export const bound = (budget: Budget | undefined): string =>
  budget === undefined ? '' : `${budget.bound} ${number(budget.limit)} ${budget.unit}`;

/** What is held against a budget: the ratio or the value. */
export const held = (row: Row, { unit }: Budget): string => (unit === 'x' ? ratio(row) : quantity(row.value, row.unit));

/** Whether a budget is kept; empty for a row without one. */
export function verdict(of: Verdict | undefined): string {
  if (of === undefined) return '';
  return of.met ? 'met' : 'missed';
}
