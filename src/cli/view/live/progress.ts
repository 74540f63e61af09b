import type { MeshInstallStatus } from '../../../api/status.ts';

/** A wave of the mesh that is installed. */
export interface PlannedPart {
  readonly name: string;
  readonly gate: string;
  /** Objects that it applies. */
  readonly objects: number;
}

/** How far a wave has come. Times are milliseconds since the epoch. */
export type PartProgress = PlannedPart &
  (
    | { readonly state: 'ahead' }
    | { readonly state: 'current'; readonly since: number }
    | { readonly state: 'done'; readonly at: number }
  );

/** The waves before anything happened: the first is worked on. */
export function startOf(parts: readonly PlannedPart[], now: number): PartProgress[] {
  return parts.map((part, index) =>
    index === 0 ? { ...part, state: 'current', since: now } : { ...part, state: 'ahead' },
  );
}

/** The waves after a look at the status. Pure; what is known stays as it is. */
export function advance(parts: readonly PartProgress[], status: MeshInstallStatus, now: number): PartProgress[] {
  const current = currentOf(parts, status);
  return parts.map((part, index) => {
    if (index < current) return part.state === 'done' ? part : { ...planned(part), state: 'done', at: now };
    if (index > current) return { ...planned(part), state: 'ahead' };
    return part.state === 'current' ? part : { ...planned(part), state: 'current', since: now };
  });
}

/** Index of the wave that is worked on or waited for; one past the end when all is done. */
function currentOf(parts: readonly PartProgress[], status: MeshInstallStatus): number {
  const waited = parts.findIndex(({ name }) => name === status.waiting?.part);
  if (waited >= 0) return waited;
  if (holds(status, 'Ready', 'True')) return parts.length;
  // Everything is applied, and nothing but the components of the last wave is waited for.
  if (holds(status, 'Reconciling', 'False') && status.installed !== undefined) return parts.length - 1;
  const open = parts.findIndex(({ state }) => state !== 'done');
  return open < 0 ? parts.length : open;
}

/** Whether a condition of the status has this value. */
export function holds({ conditions = [] }: MeshInstallStatus, type: string, value: 'True' | 'False'): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === value);
}

const planned = ({ name, gate, objects }: PlannedPart): PlannedPart => ({ name, gate, objects });
