import type { MeshInstallStatus } from '../../../api/status.ts';

/** A wave of the mesh that is installed. */
export interface PlannedWave {
  readonly name: string;
  readonly gate: string;
  /** Objects that it applies. */
  readonly objects: number;
}

/** How far a wave has come. Times are milliseconds since the epoch. */
export type WaveProgress = PlannedWave &
  (
    | { readonly state: 'ahead' }
    | { readonly state: 'current'; readonly since: number }
    | { readonly state: 'done'; readonly at: number }
  );

/** The waves before anything happened: the first is worked on. */
export function startOf(waves: readonly PlannedWave[], now: number): WaveProgress[] {
  return waves.map((wave, index) =>
    index === 0 ? { ...wave, state: 'current', since: now } : { ...wave, state: 'ahead' },
  );
}

/** The waves after a look at the status. Pure; what is known stays as it is. */
export function advance(waves: readonly WaveProgress[], status: MeshInstallStatus, now: number): WaveProgress[] {
  const current = currentOf(waves, status);
  return waves.map((wave, index) => {
    if (index < current) return wave.state === 'done' ? wave : { ...planned(wave), state: 'done', at: now };
    if (index > current) return { ...planned(wave), state: 'ahead' };
    return wave.state === 'current' ? wave : { ...planned(wave), state: 'current', since: now };
  });
}

/** Index of the wave that is worked on or waited for; one past the end when all is done. */
function currentOf(waves: readonly WaveProgress[], status: MeshInstallStatus): number {
  const waited = waves.findIndex(({ name }) => name === status.waiting?.wave);
  if (waited >= 0) return waited;
  if (holds(status, 'Ready', 'True')) return waves.length;
  // Everything is applied, and nothing but the components of the last wave is waited for.
  if (holds(status, 'Reconciling', 'False') && status.installed !== undefined) return waves.length - 1;
  const open = waves.findIndex(({ state }) => state !== 'done');
  return open < 0 ? waves.length : open;
}

/** Whether a condition of the status has this value. */
export function holds({ conditions = [] }: MeshInstallStatus, type: string, value: 'True' | 'False'): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === value);
}

const planned = ({ name, gate, objects }: PlannedWave): PlannedWave => ({ name, gate, objects });
