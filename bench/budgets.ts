import { ratioOf, type Row, type Unit } from './measurement.ts';

/** What a row may cost, or has to reach. */
export interface Budget {
  /** The row that it is about. */
  readonly row: string;
  /** In a few words. */
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  /** `x`: of the ratio to the baseline; else of the value. */
  readonly unit: Unit | 'x';
  readonly why: string;
}

/** How a row stands to its budget. */
export interface Verdict {
  readonly met: boolean;
  /** How much of the budget is used: 1 is all of it, whichever way the bound points. */
  readonly used: number;
}

const NO_GATES = 'gates cost less than a third of what the cluster takes anyway';
const NO_SUM = 'people wait for the longest chain of pulls, not for their sum';
const NO_MORE = 'a mesh does not pay for those that are there already';

/** Every budget. A row without one is there to be compared from run to run. */
export const BUDGETS: readonly Budget[] = [
  { row: 'install-demo', what: 'apply to Ready, demo', bound: 'at most', limit: 1.3, unit: 'x', why: NO_GATES },
  { row: 'install-default', what: 'apply to Ready, default', bound: 'at most', limit: 1.3, unit: 'x', why: NO_GATES },
  { row: 'pulls-demo', what: 'with image pulls, demo', bound: 'at most', limit: 1.1, unit: 'x', why: NO_SUM },
  { row: 'pulls-default', what: 'with image pulls, default', bound: 'at most', limit: 1.1, unit: 'x', why: NO_SUM },
  {
    row: 'repair-median',
    what: 'drift to repair, median',
    bound: 'at most',
    limit: 200,
    unit: 'ms',
    why: 'nobody notices what was put back',
  },
  {
    row: 'repair-p99',
    what: 'drift to repair, p99',
    bound: 'at most',
    limit: 1000,
    unit: 'ms',
    why: 'nor at an unlucky moment',
  },
  {
    row: 'rest-requests',
    what: 'requests at rest',
    bound: 'at most',
    limit: 0,
    unit: 'requests/min',
    why: 'of a mesh that is as it should be nothing is asked; lease and watches do not count',
  },
  { row: 'render-warm', what: 'render, warm', bound: 'at most', limit: 10, unit: 'ms', why: 'passes render' },
  { row: 'render-cold', what: 'render, command', bound: 'at most', limit: 250, unit: 'ms', why: 'people wait for it' },
  {
    row: 'meshes-500-memory',
    what: 'memory with 500 meshes',
    bound: 'at most',
    limit: 350,
    unit: 'MiB',
    why: 'the Deployment has a limit of 512 MiB',
  },
  {
    row: 'meshes-500-throughput',
    what: 'throughput with 500 meshes',
    bound: 'at least',
    limit: 0.7,
    unit: 'x',
    why: 'the operator is not what a cluster waits for',
  },
  { row: 'meshes-501-time', what: 'time of the 501st mesh', bound: 'at most', limit: 1, unit: 'x', why: NO_MORE },
  {
    row: 'meshes-501-requests',
    what: 'requests of the 501st mesh',
    bound: 'at most',
    limit: 1,
    unit: 'x',
    why: NO_MORE,
  },
];

/** The budget of a row, if it has one. */
export const budgetOf = (row: string): Budget | undefined => BUDGETS.find((budget) => budget.row === row);

/** Whether a row keeps its budget; undefined for one without, or without the ratio that the budget is about. */
export function verdictOn(row: Row): Verdict | undefined {
  const budget = budgetOf(row.id);
  const measured = budget?.unit === 'x' ? ratioOf(row) : row.value;
  if (budget === undefined || measured === undefined) return undefined;
  return budget.bound === 'at most'
    ? { met: measured <= budget.limit, used: shareOf(measured, budget.limit) }
    : { met: measured >= budget.limit, used: shareOf(budget.limit, measured) };
}

/** Of nothing, nothing is all right and anything too much. */
const shareOf = (part: number, whole: number): number => (part === 0 ? 0 : part / whole);
