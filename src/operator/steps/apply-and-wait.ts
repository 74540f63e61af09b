import type { ComponentName } from '../../api/components.ts';
import { inParts, readyParts, type PartObjects } from '../../core/model/graph.ts';
import type { Need } from '../../core/model/needs.ts';
import { suppliedCaProblem } from '../../core/readiness/authority.ts';
import { gateOf } from '../../core/readiness/gates.ts';
import { componentsOf } from '../../core/status/components.ts';
import type { PassOutcome, Progress, Wait } from '../../core/pass/outcome.ts';
import { terminating } from '../../core/readiness/termination.ts';
import { asOneError } from '../../engine/failures.ts';
import type { Desired } from '../pass/desired.ts';
import { applyPart, type AppliedPart, type ApplyOptions, type InstallContext } from './apply-part.ts';

/** What an installation knows besides its pass. Where it is settled, gates hold nothing back. */
export interface Installation extends ApplyOptions {
  readonly desired: Pick<Desired, 'manifests'>;
  /** What parts need of each other on this hop. */
  readonly needs: readonly Need[];
  /** Nothing that needs this part begins, even if its gate opens. */
  readonly stopAt?: string;
}

/** Applies failed; the cause says why. */
export class PartsError extends Error {
  override readonly name = 'PartsError';
  /** How far the parts had come. */
  readonly progress: Progress;

  constructor(progress: Progress, cause: Error) {
    super(cause.message, { cause });
    this.progress = progress;
  }
}

/**
 * Applies each part as soon as the gates of all that it needs are open, side by side; waiting is returning. What is as
 * it should be costs no request. Where all is settled, an object that is being deleted is waited for, and holds nothing
 * back.
 * @throws PartsError with whatever failed, when everything that does not need it was tried
 */
export async function install(pass: InstallContext, installation: Installation): Promise<PassOutcome> {
  const parts = inParts(installation.desired.manifests, installation.needs);
  const enabled = new Set(componentsOf(installation.desired.manifests).keys());
  const [begun, passed] = [new Set<string>(), new Set<string>()];
  const waits: Wait[] = [];
  const failures: Error[] = [];
  const work = async (objects: PartObjects): Promise<void> => {
    const why = notToBegin(installation, objects);
    if (why !== undefined) {
      waits.push({ part: objects.part, missing: [why], notBegun: true });
      return;
    }
    const applied = await applyPart(pass, installation, objects);
    if (applied.failure !== undefined) failures.push(applied.failure);
    const missing = missingOf(installation, objects, applied, enabled);
    if (missing === undefined) passed.add(objects.part.name);
    const going = installation.settled ? terminating(objects.objects, installation.observation) : [];
    const all = [...(missing ?? []), ...going];
    if (all.length > 0 || missing !== undefined) waits.push({ part: objects.part, missing: all });
    await advance();
  };
  const advance = async (): Promise<void> => {
    const ready = readyParts(parts, begun, passed);
    for (const { part } of ready) begun.add(part.name);
    await Promise.all(ready.map(work));
  };
  await advance();
  const holding = parts.flatMap(({ part }) => waits.filter((wait) => wait.part === part && holds(wait, installation)));
  const open = new Set([...passed].filter((name) => !waits.some(({ part }) => part.name === name)));
  const progress = { open, waits: holding };
  if (failures.length > 0) throw new PartsError(progress, asOneError(failures));
  return holding.length === 0 ? { kind: 'converged' } : { kind: 'waiting', progress };
}

/**
 * Why the pods of a part must not be replaced: those of before work, and new ones would not start. What is settled is
 * repaired all the same.
 */
const notToBegin = ({ settled, observation }: Installation, { objects }: PartObjects): string | undefined =>
  settled ? undefined : suppliedCaProblem(objects, observation);

/** What an applied part misses before whatever needs it may begin; undefined when that may begin now. */
function missingOf(
  { settled, stopAt, observation }: Installation,
  { part, objects }: PartObjects,
  { failure, recreated }: AppliedPart,
  enabled: ReadonlySet<ComponentName>,
): readonly string[] | undefined {
  if (failure !== undefined) return [failure.message];
  if (recreated.length > 0) return recreated;
  const isLast = part.name === stopAt;
  if (settled && !isLast) return undefined;
  const { open, missing } = gateOf({ objects }, enabled, observation);
  return open && !isLast ? undefined : missing;
}

/** Add-ons hold nobody back, unless they are what the change failed at. */
const holds = ({ part }: Wait, { stopAt }: Installation): boolean => part.holdsNobody !== true || part.name === stopAt;
