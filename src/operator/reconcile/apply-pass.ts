import { namespaceOf } from '../../api/meshinstall.ts';
import { stale, union, sameInventory } from '../../core/model/inventory.ts';
import { idOf, type ObjectId } from '../../core/model/object-id.ts';
import type { OwnershipConflict } from '../../core/ownership/ownership.ts';
import { READ_SECRETS } from '../../core/readiness/functional-checks.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import type { Hold } from '../../core/upgrade/holds.ts';
import type { PassPlan, PassResult } from '../../core/pass/result.ts';
import { startedPlan } from '../../core/status/progress.ts';
import { type Action, isUnderWay, partialVersion } from '../../core/upgrade/action.ts';
import { approvalHold, soakHold } from '../../core/upgrade/holds.ts';
import type { Routes } from '../../core/upgrade/hop.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import { adopt, releaseRefusal, type AdoptionContext } from '../steps/adoption.ts';
import { install } from '../steps/apply-and-wait.ts';
import type { InstallContext } from '../steps/apply-part.ts';
import { noteRepair, restartMixers, type MixerRestartContext } from '../steps/mixer-restart.ts';
import type { Part } from '../../core/model/parts.ts';
import {
  type ConflictContext,
  foreignObjects,
  namespaceMoved,
  namespaceTaken,
  ownershipRefusal,
} from '../steps/conflicts.ts';
import { withRestarts, type DataPlaneContext } from '../steps/data-plane.ts';
import type { Establishment, EstablishmentContext } from '../steps/establishment.ts';
import { addressRefusal, type AddressesContext } from '../steps/preflight/addresses.ts';
import { preflightHold, type PreflightContext } from '../steps/preflight/index.ts';
import { pruneStale, pruneUnanswered, type PruningContext } from '../steps/pruning.ts';
import { stillServing } from '../steps/replacement.ts';
import { unmaintained } from '../steps/runtime-objects.ts';
import type { Desired } from '../pass/desired.ts';
import { ensureFinalizer } from '../pass/finalizer.ts';
import type { Mode } from './mode.ts';
import { lookBeforeVerdict, type LastLookContext } from '../pass/last-look.ts';
import { observe, readPods, type ObserveContext, type ReadPodsContext } from '../pass/observe.ts';
import { planPass, type PlanContext, type PlannedPass } from './plan-pass.ts';
import { writeStatus, type StatusContext } from '../pass/status-writer.ts';
import { latestOf } from '../pass/write-install.ts';
import { ownerOf } from '../pass/subject.ts';

/** Everything that the steps of an installation work with. */
export type ApplyPassContext = AddressesContext &
  AdoptionContext &
  ConflictContext &
  DataPlaneContext &
  InstallContext &
  LastLookContext &
  MixerRestartContext &
  ObserveContext &
  PlanContext &
  PreflightContext &
  PruningContext &
  ReadPodsContext &
  EstablishmentContext &
  StatusContext & {
    readonly routes: Routes;
    readonly cache: Pick<LiveCache, 'installsIn' | 'followSecrets'>;
    readonly establishment: Pick<Establishment, 'request'>;
  };

/** From what is there towards what is asked for, as far as it goes now. */
export const APPLY: Mode<ApplyPassContext, PlannedPass, PassResult> = {
  plan: async (pass) => {
    // Also of a mesh whose spec is refused: what is installed goes on.
    await pass.cache.followSecrets(pass.install.metadata.name, namespaceOf(pass.install), READ_SECRETS);
    await readPods(pass);
    return planPass(pass);
  },
  act: async (pass, planned) => withRestarts(pass, await pursue(pass, planned)),
  failed: (pass, outcome, planned) => ({
    ...unchanged(pass),
    outcome,
    ...(planned && { desired: planned.desired, passPlan: planned }),
  }),
};

/** What a pass that comes to nothing leaves as it was; the inventory may already have been recorded. */
function unchanged(pass: ApplyPassContext): Omit<PassResult, 'outcome'> {
  const { inventory = [], installed } = latestOf(pass).status ?? {};
  return { generation: pass.install.metadata.generation ?? 0, inventory, installed };
}

async function pursue(pass: ApplyPassContext, planned: PlannedPass): Promise<PassResult> {
  const { desired } = planned;
  if (pass.install.spec.paused === true) return { ...unchanged(pass), desired, outcome: { kind: 'paused' } };
  // A claim costs no request: whoever has none asks for nothing else.
  const claim = claimRefusal(pass);
  if (claim !== undefined) return { ...unchanged(pass), outcome: claim };
  const found = await foreignObjects(pass, desired);
  const refusal = await refusalOf(pass, desired, found);
  if (refusal !== undefined) return { ...unchanged(pass), outcome: refusal };
  const hold = planned.begins ? await holdOf(pass, planned) : undefined;
  return hold === undefined ? applyAndPrune(pass, planned, found) : keepCurrent(pass, planned, hold);
}

async function refusalOf(
  pass: ApplyPassContext,
  desired: Desired,
  found: readonly OwnershipConflict[],
): Promise<PassOutcome | undefined> {
  const { name } = pass.install.metadata;
  return (
    ownershipRefusal(found, { name, adoption: desired.spec.adoption }) ??
    (await releaseRefusal(pass, desired, found)) ??
    (await addressRefusal(pass, desired))
  );
}

const claimRefusal = ({ install, cache }: ApplyPassContext): PassOutcome | undefined =>
  namespaceMoved(install) ?? namespaceTaken(install, cache.installsIn(namespaceOf(install)));

/** Why the next hop may not begin yet, if anything is in its way. */
async function holdOf(pass: ApplyPassContext, { desired, action }: PlannedPass): Promise<Hold | undefined> {
  return (
    approvalHold(pass.install, desired.spec) ??
    soakHold(pass.install, desired.spec, observe(pass, desired.spec.namespace)) ??
    (await preflightHold(pass, desired, action.hop))
  );
}

/** Keeps what is installed while the next hop waits; in the middle of another one it leaves everything as it is. */
async function keepCurrent(pass: ApplyPassContext, planned: PlannedPass, hold: Hold): Promise<PassResult> {
  const { current, desired } = planned;
  const held: PassOutcome = { kind: 'blocked', hold };
  const isBetween = partialVersion(pass.install.status ?? {}) !== undefined;
  if (current === undefined || isBetween) return { ...unchanged(pass), desired, passPlan: planned, outcome: held };
  const { version } = current.spec;
  const action: Action = { kind: 'maintain', hop: { from: version, to: version, rest: [] } };
  const kept = await applyAndPrune(pass, { ...planned, action, desired: current }, []);
  return kept.outcome.kind === 'converged' ? { ...kept, passPlan: planned, outcome: held } : kept;
}

/** Record, apply, prune: in this order, so that nothing is ever in the cluster that the inventory does not know. */
async function applyAndPrune(
  pass: ApplyPassContext,
  planned: PlannedPass,
  found: readonly OwnershipConflict[],
): Promise<PassResult> {
  const { desired, action } = planned;
  const { metadata, status } = pass.install;
  const wanted = desired.manifests.map(idOf);
  const settled = status?.installed === desired.digest && status.plan?.startedAt === undefined;
  const inventory = union(status?.inventory ?? [], wanted);
  await record(pass, inventory, settled ? undefined : planned);
  await pruneUnanswered(pass, desired, stale(inventory, wanted));
  await adopt(pass, found);
  await lookBeforeVerdict(pass, desired);
  const observation = observe(pass, desired.spec.namespace);
  const needs = pass.routes.needsOn(action.hop);
  const stopAt = action.stopAt !== undefined && { stopAt: action.stopAt };
  const owner = ownerOf(pass.install);
  const repair = settled && { beforeChange: (part: Part) => noteRepair(pass, desired, part) };
  const outcome = await install(pass, { desired, observation, owner, settled, needs, ...stopAt, ...repair });
  await pass.establishment.request(pass, desired.manifests);
  const leftToOthers = pass.contests.leftOf(metadata.name, desired.manifests);
  const result = { generation: metadata.generation ?? 0, outcome, desired, passPlan: planned, leftToOthers };
  const known = union(unchanged(pass).inventory, inventory);
  if (outcome.kind !== 'converged') return { ...result, inventory: known, installed: status?.installed };
  await restartMixers(pass, desired);
  const left = await pruneRest(pass, desired, stale(known, wanted));
  return { ...result, inventory: union(wanted, left), installed: desired.digest };
}

/** Deletes what nobody asks for any more, but not while it still serves. @returns what stays in the inventory */
async function pruneRest(
  pass: ApplyPassContext,
  desired: Desired,
  unwanted: readonly ObjectId[],
): Promise<readonly ObjectId[]> {
  const serving = stillServing(pass, desired.manifests, unwanted);
  const goes = unwanted.filter((id) => !serving.includes(id));
  return [...serving, ...(await pruneStale(pass, goes, unmaintained(pass, desired)))];
}

/** The inventory is in the status before the first object of it can be in the cluster, and so is the hop. */
async function record(
  pass: ApplyPassContext,
  inventory: readonly ObjectId[],
  change: PassPlan | undefined,
): Promise<void> {
  await ensureFinalizer(pass);
  const { status = {} } = latestOf(pass);
  const begins = change !== undefined && change.action.kind !== 'maintain' && !isUnderWay(status, change.action.hop);
  if (sameInventory(status.inventory ?? [], inventory) && !begins) return;
  const plan = begins && { plan: startedPlan(status, change, observe(pass, namespaceOf(pass.install))) };
  await writeStatus(pass, { ...status, ...plan, inventory: [...inventory] });
}
