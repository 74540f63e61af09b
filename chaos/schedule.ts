import { pick, seededRandom } from '../bench/numbers/seeded-random.ts';
import { FAULTS, faultNamed } from './faults/index.ts';
import { SCENARIOS } from './scenarios/index.ts';

/** One fault of a run. */
export interface PlannedFault {
  /** Its name in the table. */
  readonly fault: string;
  /** When it begins, in milliseconds since the scenario does. */
  readonly atMs: number;
  readonly forMs: number;
  /** The share of requests or watches that it hits. */
  readonly share: number;
  /** The kind that it is about, where it is about one: plural. */
  readonly target: string;
  /** Which replica it happens to, where it happens to one. */
  readonly victim: number;
  /** Of its own choices. */
  readonly seed: number;
}

/** Everything that is decided before a run begins. */
export interface Schedule {
  readonly seed: number;
  readonly scenario: string;
  readonly replicas: 1 | 2;
  /** When a scenario that edits in its middle does so, in milliseconds since it began. */
  readonly editAtMs: number;
  readonly faults: readonly PlannedFault[];
}

/** What may be drawn; everything where nothing is said. */
export interface Restriction {
  readonly scenarios?: readonly string[];
  readonly faults?: readonly string[];
}

const FEWEST = 3;
const MORE = 5;
/** Faults begin within this time. */
const WINDOW_MS = 15_000;
const EDIT_MS = { from: 500, to: 6000 };
/** More than so many of these make a run long, and show nothing that fewer do not. */
const MOST_DISTURBANCES = 2;

const KINDS = ['deployments', 'services', 'configmaps', 'meshinstalls', 'secrets', 'clusterroles', 'pods'] as const;

/** The run of a seed: the same seed and restriction give the same schedule. @throws RangeError for unknown names */
export function scheduleOf(seed: number, { scenarios = [], faults = [] }: Restriction = {}): Schedule {
  const random = seededRandom(seed);
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const names = faults.length > 0 ? faults.map((name) => faultNamed(name).name) : FAULTS.map(({ name }) => name);
  const known = scenarios.length > 0 ? scenarios : SCENARIOS.map(({ name }) => name);
  const scenario = pick(known, random);
  const replicas = random() < 0.4 ? 2 : 1;
  const editAtMs = between(EDIT_MS.from, EDIT_MS.to);
  const planned = Array.from({ length: between(FEWEST, FEWEST + MORE) }, (): PlannedFault => {
    const fault = pick(names, random);
    return {
      fault,
      // Most of what a scenario does, it does at once.
      atMs: Math.round(WINDOW_MS * random() ** 2),
      forMs: between(Math.min(1000, faultNamed(fault).longestMs), faultNamed(fault).longestMs),
      share: between(15, 100) / 100,
      target: pick(KINDS, random),
      victim: random() < 0.5 ? 0 : replicas - 1,
      seed: between(0, 2 ** 31),
    };
  });
  return { seed, scenario, replicas, editAtMs, faults: fewDisturbances(planned) };
}

function fewDisturbances(planned: readonly PlannedFault[]): PlannedFault[] {
  const inOrder = [...planned].sort((a, b) => a.atMs - b.atMs);
  const disturbing = inOrder.filter(({ fault }) => faultNamed(fault).disturbance !== undefined);
  const tooMany = new Set(disturbing.slice(MOST_DISTURBANCES));
  return inOrder.filter((one) => !tooMany.has(one));
}

/** When the last fault of a schedule is over, in milliseconds since the scenario began. */
export const lastsMs = ({ faults }: Schedule): number => Math.max(0, ...faults.map(({ atMs, forMs }) => atMs + forMs));

/** A schedule for people, line by line. */
export function scheduleLines({ seed, scenario, replicas, faults }: Schedule): string[] {
  const head = `seed ${seed}: ${scenario}, ${replicas === 1 ? 'one replica' : 'two replicas'}`;
  return [head, ...faults.map((fault, i) => `  ${String(i).padStart(2)}  ${faultLine(fault)}`)];
}

function faultLine({ fault, atMs, forMs, share, target, victim }: PlannedFault): string {
  const { request, disturbance, about } = faultNamed(fault);
  const whom = disturbance === undefined ? `${Math.round(share * 100)} %` : `replica ${victim}`;
  const what = request !== undefined && fault === 'forbidden' ? ` of ${target}` : '';
  const time = `${(atMs / 1000).toFixed(1).padStart(5)} s  for ${(forMs / 1000).toFixed(1)} s`;
  return `${time}  ${fault.padEnd(18)} ${whom.padEnd(10)} ${about}${what}`;
}
