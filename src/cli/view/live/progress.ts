import type { MeshInstallStatus } from '../../../api/status.ts';

/** A part of the mesh that is installed. */
export interface PlannedPart {
  readonly name: string;
  readonly gate: string;
  /** Objects that it applies. */
  readonly objects: number;
  /** Names of the parts that have to be done before it begins. */
  readonly needs: readonly string[];
}

/** How far a part has come. Times are milliseconds since the epoch. */
export type PartProgress = PlannedPart &
  (
    | { readonly state: 'ahead' }
    | { readonly state: 'current'; readonly since: number }
    | { readonly state: 'done'; readonly at: number }
  );

/** The parts before anything happened: those that need nothing are worked on. */
export function startOf(parts: readonly PlannedPart[], now: number): PartProgress[] {
  return parts.map((part) =>
    part.needs.length === 0 ? { ...part, state: 'current', since: now } : { ...part, state: 'ahead' },
  );
}

/** The parts after a look at the status. Pure; what is known stays as it is. */
export function advance(parts: readonly PartProgress[], status: MeshInstallStatus, now: number): PartProgress[] {
  const stateOf = stateIn(parts, status);
  return parts.map((part) => {
    const state = stateOf(part);
    if (part.state === state) return part;
    const { name, gate, objects, needs } = part;
    const planned = { name, gate, objects, needs };
    if (state === 'ahead') return { ...planned, state };
    return state === 'done' ? { ...planned, state, at: now } : { ...planned, state, since: now };
  });
}

type State = PartProgress['state'];

const OF_STEPS: Readonly<Record<string, State>> = { Done: 'done', Pending: 'ahead' };

/** What the steps say while a plan is carried out; after it, only what holds nobody back may be left. */
function stateIn(parts: readonly PartProgress[], status: MeshInstallStatus): (part: PartProgress) => State {
  const steps = new Map(status.plan?.steps?.map(({ name, state }) => [name, OF_STEPS[state] ?? 'current']));
  if (steps.size > 0) return (part) => steps.get(part.name) ?? part.state;
  if (holds(status, 'Ready', 'True')) return () => 'done';
  const isApplied = holds(status, 'Reconciling', 'False') && status.installed !== undefined;
  const last = parts.at(-1);
  if (isApplied) return (part) => (part === last ? 'current' : 'done');
  return (part) => part.state;
}

/** Whether a condition of the status has this value. */
export function holds({ conditions = [] }: MeshInstallStatus, type: string, value: 'True' | 'False'): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === value);
}
