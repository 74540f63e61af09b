import type { Row } from '../measurement.ts';
import { timed } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';
import type { OperatorProcess } from './operator-process.ts';

/** What something took of an operator. */
export interface Cost {
  readonly ms: number;
  readonly requests: number;
  /** What its event loop was late by, 99 of 100 times no more, in milliseconds. */
  readonly delayMs: number;
  /** The most memory since the operator started, in MiB. */
  readonly memory: number;
}

/** What some work costs an operator, until the work is done. */
export async function costOf(operator: OperatorProcess, work: () => Promise<unknown>): Promise<Cost> {
  const before = await operator.usage();
  const ms = await timed(work);
  const after = await operator.usage();
  const requests = after.requests - before.requests;
  return { ms, requests, delayMs: after.delayP99Seconds * 1000, memory: await operator.peakMemory() };
}

/** Rows that every fleet has. @param count of its meshes */
export function costRows(id: string, what: string, count: number, costs: readonly Cost[]): Row[] {
  const of = (read: (cost: Cost) => number): number => median(costs.map(read));
  const samples = costs.length;
  const row = (suffix: string, name: string) => ({ id: `${id}-${suffix}`, what: `${what}: ${name}`, samples });
  return [
    { ...row('requests', 'requests per mesh'), value: of(({ requests }) => requests / count), unit: 'requests' },
    { ...row('delay', 'event loop, p99'), value: of(({ delayMs }) => delayMs), unit: 'ms' },
    { ...row('memory', 'memory, most'), value: of(({ memory }) => memory), unit: 'MiB' },
  ];
}
