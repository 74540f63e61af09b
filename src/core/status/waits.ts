import { timestamp } from '../../api/conditions.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../api/status.ts';
import { milliseconds } from '../model/duration.ts';
import type { Lasted } from '../model/observation.ts';
import { settledWords } from '../model/wording.ts';
import { progressOf } from '../pass/outcome.ts';
import type { PassResult } from '../pass/result.ts';

/** `status.waitingFor`: gates that are waited for side by side, each with its own clock. */
export type Waits = NonNullable<MeshInstallStatus['waitingFor']>;

/**
 * The waits after a pass. The clock of a wait runs on through errors, or a gate would never be late; it starts again for
 * another generation, which may be the repair.
 */
export function waitsAfter(before: MeshInstallStatus, { outcome, generation }: PassResult, now: Date): Waits {
  const known = before.observedGeneration === generation ? (before.waitingFor ?? []) : [];
  if (outcome.kind !== 'waiting' && outcome.kind !== 'error') return [];
  const progress = progressOf(outcome);
  if (progress === undefined) return known;
  return progress.waits.map(({ part: { name, gate }, missing, notBegun }) => {
    const old = known.find(({ part }) => part === name);
    const message = settledWords(old?.message, missing.join('; '));
    return { part: name, gate, message, ...(notBegun && { notBegun }), since: old?.since ?? timestamp(now) };
  });
}

type Deadlines = Pick<ResolvedSpec, 'upgrade'>;

/** In how many milliseconds the next gate that is waited for runs out; Infinity when none will. */
export function nextDeadlineMs(waits: Waits, spec: Deadlines, lasted: Lasted): number {
  return Math.min(...waits.map((wait) => leftMs(wait, spec, lasted)).filter((ms) => ms > 0));
}

/** What is left of the time that something may be waited for: a gate, or a component. */
function leftMs(waited: Waits[number] | ComponentStatus, { upgrade }: Deadlines, lasted: Lasted): number {
  const what = 'part' in waited ? `gate ${waited.part}` : `component ${waited.name}`;
  return milliseconds(upgrade.gateTimeout) - lasted(what, waited.since);
}

/** Since when each gate and each component has been waited for whose time is over. */
export function lateIn({ waitingFor = [], components = [] }: MeshInstallStatus, spec: Deadlines, lasted: Lasted) {
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  return [...waitingFor, ...unready].filter((waited) => leftMs(waited, spec, lasted) <= 0).map(({ since }) => since);
}

/** What has been waited for too long. */
export interface Overdue {
  /** The part whose gate ran out; missing for a component of an installed mesh. */
  readonly part?: string;
  /** One sentence per gate. */
  readonly message: string;
}

/** What has been waited for too long: gates, or after the installation a component. */
export function overdueOf(
  waits: Waits,
  components: readonly ComponentStatus[],
  spec: Deadlines | undefined,
  lasted: Lasted,
): Overdue | undefined {
  if (spec === undefined) return undefined;
  const { gateTimeout } = spec.upgrade;
  const isLate = (waited: Waits[number] | ComponentStatus): boolean => leftMs(waited, spec, lasted) <= 0;
  if (waits.length > 0) {
    const late = waits.filter(isLate);
    const [first] = late;
    if (first === undefined) return undefined;
    const sentences = late.map(
      ({ part, gate, message }) => `${part}: ${gate} not reached within ${gateTimeout}: ${message}`,
    );
    return { part: first.part, message: sentences.join('; ') };
  }
  const late = components.find((component) => component.phase !== 'Ready' && isLate(component));
  if (late === undefined) return undefined;
  return { message: `${late.name} is not ready for more than ${gateTimeout}: ${late.message ?? late.phase}` };
}
