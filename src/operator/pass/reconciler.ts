import { InvalidSpecError } from '../../api/errors.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { isUnderWay, partialVersion, type Action } from '../../core/upgrade/action.ts';
import { READ_SECRETS } from '../../core/readiness/functional-checks.ts';
import { approvalHold, soakHold } from '../../core/upgrade/holds.ts';
import { stale, union, sameInventory } from '../../core/model/inventory.ts';
import { idOf } from '../../core/model/object-id.ts';
import type { OwnershipConflict } from '../../core/ownership/ownership.ts';
import { isStopover, type PassPlan, type PassResult } from '../../core/status/pass-result.ts';
import { startedPlan } from '../../core/status/progress.ts';
import { gateDeadline, statusAfter } from '../../core/status/report.ts';
import type { Hold, PassOutcome } from '../../core/status/pass-outcome.ts';
import { ApiError, ConnectionError } from '../../kube/errors.ts';
import type { ReconcileResult } from '../../runtime/controller.ts';
import { adopt, releaseRefusal } from '../steps/adoption.ts';
import { foreignObjects, namespaceMoved, namespaceTaken, ownershipRefusal } from '../steps/conflicts.ts';
import type { Desired, PassContext } from './context.ts';
import { nextRestartMs, withRestarts } from '../steps/data-plane.ts';
import { reconcileDelete } from '../deletion/reconcile-deletion.ts';
import { ensureFinalizer } from './finalizer.ts';
import { install, WaveError } from '../steps/apply-and-wait.ts';
import { planPass, type PlannedPass } from './plan-pass.ts';
import { observe } from './observe.ts';
import { observeOnly } from './observe-only.ts';
import { preflightHold } from '../steps/preflight.ts';
import { pruneStale, pruneUnanswered } from '../steps/pruning.ts';
import { stillServing } from '../steps/replacement.ts';
import { unmaintained } from '../steps/runtime-objects.ts';
import { writeStatus } from './status-writer.ts';

/** However quiet the cluster, look again: certificates age without an event. */
const RESYNC_MS = 10 * 60_000;

/** Objects of others are not followed: whether they are gone has to be asked. */
const CONFLICT_MS = 10_000;
const UNWATCHED_REASONS: ReadonlySet<string> = new Set(['OwnershipConflict', 'VersionMismatch']);

/**
 * One pass: from what is there towards what is asked for, as far as it goes now, and a status that says how far.
 * @throws what failed, after it is in the status
 */
export async function reconcile(pass: PassContext): Promise<ReconcileResult> {
  if (pass.install.spec.management === 'Observe') return observeOnly(pass);
  if (pass.install.metadata.deletionTimestamp !== undefined) return reconcileDelete(pass);
  const attempt = await attemptPass(pass);
  await report(pass, attempt.result);
  if (attempt.error !== undefined) throw attempt.error;
  return { requeueAfterMs: requeueAfter(pass, attempt.result) };
}

interface Attempt {
  readonly result: PassResult;
  readonly error?: Error;
}

async function attemptPass(pass: PassContext): Promise<Attempt> {
  let planned: PlannedPass | undefined;
  try {
    // Also of a mesh whose spec is refused: what is installed goes on.
    await pass.cache.followSecrets(pass.install.metadata.name, namespaceOf(pass.install), READ_SECRETS);
    planned = planPass(pass);
    return { result: await withRestarts(pass, await pursue(pass, planned)) };
  } catch (error) {
    if (pass.signal.aborted || !(error instanceof Error)) throw error;
    const outcome = outcomeOf(error);
    const result = { ...unchanged(pass), outcome, ...(planned && { desired: planned.desired, passPlan: planned }) };
    return { result, ...(outcome.kind === 'error' && { error }) };
  }
}

/** What a pass that comes to nothing leaves as it was; the inventory may already have been recorded. */
function unchanged({ cache, install }: PassContext): Omit<PassResult, 'outcome'> {
  const status = (cache.install(install.metadata.name) ?? install).status ?? {};
  const generation = install.metadata.generation ?? 0;
  return { generation, inventory: status.inventory ?? [], installed: status.installed };
}

async function pursue(pass: PassContext, planned: PlannedPass): Promise<PassResult> {
  const { desired } = planned;
  if (pass.install.spec.paused === true) return { ...unchanged(pass), desired, outcome: { kind: 'paused' } };
  const found = await foreignObjects(pass, desired);
  const refusal = await refusalOf(pass, desired, found);
  if (refusal !== undefined) return { ...unchanged(pass), outcome: refusal };
  const hold = planned.begins ? await holdOf(pass, planned) : undefined;
  return hold === undefined ? applyAndPrune(pass, planned, found) : keepCurrent(pass, planned, hold);
}

/** Why the next hop may not begin yet, if anything is in its way. */
async function holdOf(pass: PassContext, { desired, action }: PlannedPass): Promise<Hold | undefined> {
  const { install, clock } = pass;
  return (
    approvalHold(install, desired.spec) ??
    soakHold(install, desired.spec, new Date(clock.now())) ??
    (await preflightHold(pass, desired, action.hop))
  );
}

/** Keeps what is installed while the next hop waits; in the middle of another one it leaves everything as it is. */
async function keepCurrent(pass: PassContext, planned: PlannedPass, hold: Hold): Promise<PassResult> {
  const { current, desired } = planned;
  const held: PassOutcome = { kind: 'blocked', hold };
  const isBetween = partialVersion(pass.install.status ?? {}) !== undefined;
  if (current === undefined || isBetween) return { ...unchanged(pass), desired, passPlan: planned, outcome: held };
  const { version } = current.spec;
  const action: Action = { kind: 'maintain', hop: { from: version, to: version, rest: [] } };
  const kept = await applyAndPrune(pass, { ...planned, action, desired: current }, []);
  return kept.outcome.kind === 'converged' ? { ...kept, passPlan: planned, outcome: held } : kept;
}

async function refusalOf(
  pass: PassContext,
  desired: Desired,
  found: readonly OwnershipConflict[],
): Promise<PassOutcome | undefined> {
  const { name } = pass.install.metadata;
  return (
    namespaceMoved(pass.install) ??
    namespaceTaken(pass.install, pass.cache.installs()) ??
    ownershipRefusal(found, { name, adoption: desired.spec.adoption }) ??
    (await releaseRefusal(pass, desired, found))
  );
}

/** Record, apply, prune: in this order, so that nothing is ever in the cluster that the inventory does not know. */
async function applyAndPrune(
  pass: PassContext,
  planned: PlannedPass,
  found: readonly OwnershipConflict[],
): Promise<PassResult> {
  const { desired, action } = planned;
  const { metadata, status } = pass.install;
  const wanted = desired.manifests.map(idOf);
  const settled = status?.installed === desired.digest && status.plan?.startedAt === undefined;
  const inventory = union(status?.inventory ?? [], wanted);
  await record(pass, inventory, settled ? undefined : planned);
  const owner = { mesh: metadata.name, uid: metadata.uid ?? '' };
  await pruneUnanswered(pass, owner, desired, stale(inventory, wanted));
  await adopt(pass, owner, found);
  const observation = observe(pass, desired.spec.namespace);
  const order = pass.routes.orderOf(action.hop);
  const stopAtWave = action.stopAtWave !== undefined && { stopAtWave: action.stopAtWave };
  const outcome = await install(pass, { desired, observation, owner, settled, order, ...stopAtWave });
  const result = { generation: metadata.generation ?? 0, outcome, desired, passPlan: planned };
  const known = union(unchanged(pass).inventory, inventory);
  if (outcome.kind !== 'converged') return { ...result, inventory: known, installed: status?.installed };
  const unwanted = stale(known, wanted);
  const serving = stillServing(pass, desired.manifests, unwanted);
  const goes = unwanted.filter((id) => !serving.includes(id));
  const survivors = [...serving, ...(await pruneStale(pass, owner, goes, unmaintained(pass, desired)))];
  return { ...result, inventory: union(wanted, survivors), installed: desired.digest };
}

/** The inventory is in the status before the first object of it can be in the cluster, and so is the hop. */
async function record(pass: PassContext, inventory: string[], change: PassPlan | undefined): Promise<void> {
  await ensureFinalizer(pass);
  const status = pass.cache.install(pass.install.metadata.name)?.status ?? {};
  const begins = change !== undefined && change.action.kind !== 'maintain' && !isUnderWay(status, change.action.hop);
  if (sameInventory(status.inventory ?? [], inventory) && !begins) return;
  const plan = begins && { plan: startedPlan(status, change, observe(pass, namespaceOf(pass.install))) };
  await writeStatus(pass, { ...status, ...plan, inventory });
}

function outcomeOf(error: Error): PassOutcome {
  if (error instanceof WaveError) {
    const outcome = outcomeOf(error.cause as Error);
    return outcome.kind === 'error' ? { ...outcome, wave: error.wave } : outcome;
  }
  if (error instanceof InvalidSpecError) return { kind: 'rejected', reason: 'InvalidSpec', message: error.message };
  if (error instanceof ApiError) return { kind: 'error', reason: error.reason, message: error.message };
  const reason = error instanceof ConnectionError ? 'ApiserverUnreachable' : 'ReconcileFailed';
  return { kind: 'error', reason, message: error.message };
}

async function report(pass: PassContext, result: PassResult): Promise<void> {
  const { install, cache } = pass;
  const current = cache.install(install.metadata.name) ?? install;
  const observation = observe(pass, namespaceOf(install));
  await writeStatus(pass, statusAfter(current.status ?? {}, result, observation));
}

function requeueAfter({ cache, install, clock }: PassContext, result: PassResult): number {
  const { outcome } = result;
  const status = cache.install(install.metadata.name)?.status;
  if (outcome.kind === 'rejected' && UNWATCHED_REASONS.has(outcome.reason)) return CONFLICT_MS;
  if (isStopover(result) || status?.failure?.outcome !== install.status?.failure?.outcome) return 0;
  const wait = Math.min(deadlineOf(result, status) - clock.now(), nextRestartMs(result.restart));
  return wait > 0 ? Math.min(wait, RESYNC_MS) : RESYNC_MS;
}

/** When something becomes true that no event tells, as milliseconds since the epoch. */
function deadlineOf({ outcome, desired }: PassResult, status: MeshInstall['status']): number {
  if (outcome.kind === 'blocked') return outcome.hold.until ?? Infinity;
  return status?.waiting === undefined || desired === undefined ? Infinity : gateDeadline(status.waiting, desired.spec);
}
