import { readFileSync, readdirSync } from 'node:fs';
import type { Finding } from '../measurement.ts';
import { median } from '../numbers/statistics.ts';

/** Processor time of some work, in milliseconds. */
export interface ProcessorTime {
  /** Of the programs of the embedded cluster. */
  readonly cluster: number;
  /** Of this process, which asks, watches and sends, and of the operator where there is one. */
  readonly client: number;
}

/** A process of Linux. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

/** The kernel counts in hundredths of a second wherever Node runs (USER_HZ). */
const TICK_MS = 10;

/**
 * Reads /proc/PID/stat (proc(5)). The name of the program, in brackets, may contain anything.
 * @returns undefined for what is no such line
 */
export function processIn(stat: string): Process | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system] = [Number(fields[1]), Number(fields[11]), Number(fields[12])];
  const read = { pid: Number.parseInt(stat), parent, ms: (user + system) * TICK_MS };
  return Object.values(read).some(Number.isNaN) ? undefined : read;
}

/**
 * Divides the processor time of a process and of all that it started.
 * @param clients processes that do not belong to the cluster
 */
export function divided(processes: readonly Process[], root: number, clients: readonly number[]): ProcessorTime {
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  const isOurs = ({ pid, parent }: Process): boolean => {
    if (pid === root) return true;
    const above = byPid.get(parent);
    return above !== undefined && isOurs(above);
  };
  const sum = (some: readonly Process[]): number => some.reduce((total, { ms }) => total + ms, 0);
  const ours = processes.filter(isOurs);
  const client = sum(ours.filter(({ pid }) => pid === root || clients.includes(pid)));
  return { client, cluster: sum(ours) - client };
}

/**
 * Does some work and adds what it took of the processors.
 * @param spent stays empty on systems without /proc
 */
export async function withProcessor<T>(
  spent: ProcessorTime[],
  clients: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const before = usedBy(clients);
  const result = await work();
  const after = usedBy(clients);
  if (before !== undefined && after !== undefined)
    spent.push({ cluster: after.cluster - before.cluster, client: after.client - before.client });
  return result;
}

function usedBy(clients: readonly number[]): ProcessorTime | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return divided(pids.flatMap(running), process.pid, clients);
  } catch {
    return undefined;
  }
}

function running(pid: string): Process[] {
  try {
    return [processIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))].filter((each) => each !== undefined);
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** The rows that say what a time is made of: what the cluster used and what the client, against the same sent raw. */
export function processorRows(
  id: string,
  what: string,
  against: string,
  times: readonly ProcessorTime[],
  raw: readonly ProcessorTime[],
): Finding[] {
  return SHARES.map(({ key, name }): Finding => {
    const row = { id: `${id}-processor-${key}`, what: `${what}: ${name}` };
    if (times.length === 0 || raw.length === 0) return { ...row, skipped: 'only Linux says it' };
    const of = (some: readonly ProcessorTime[]): number => median(some.map((time) => time[key]));
    return { ...row, value: of(times), unit: 'ms', against: { what: against, value: of(raw) }, samples: times.length };
  });
}

const SHARES = [
  { key: 'cluster', name: 'cluster, processor time' },
  { key: 'client', name: 'client, processor time' },
] as const;
