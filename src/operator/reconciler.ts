import { InvalidSpecError } from '../api/errors.ts';
import type { MeshInstall } from '../api/meshinstall.ts';
import { parseSpec } from '../api/validate.ts';
import { READ_SECRETS } from '../core/function.ts';
import { nextHop, type Hop } from '../core/hop.ts';
import { stale, union, sameInventory } from '../core/inventory.ts';
import { idOf } from '../core/object-id.ts';
import type { OwnershipConflict } from '../core/ownership.ts';
import { isStopover, type PassResult } from '../core/pass-result.ts';
import { gateDeadline, statusAfter } from '../core/report.ts';
import type { Verdict } from '../core/verdict.ts';
import { ApiError, ConnectionError } from '../kube/errors.ts';
import type { ReconcileResult } from '../runtime/controller.ts';
import { adopt, releaseRefusal } from './adoption.ts';
import { foreignObjects, namespaceTaken, ownershipRefusal } from './conflicts.ts';
import type { Desired, PassContext } from './context.ts';
import { dismantle } from './deletion.ts';
import { ensureFinalizer } from './finalizer.ts';
import { install } from './installation.ts';
import { observe } from './observe.ts';
import { observeOnly } from './observing.ts';
import { pruneStale } from './pruning.ts';
import { writeStatus } from './status-writer.ts';

/** However quiet the cluster, look again: certificates age without an event. */
const RESYNC_MS = 10 * 60_000;

/** Objects of others are not followed: whether they are gone has to be asked. */
const CONFLICT_MS = 10_000;
const AWAY_FROM_OUR_EYES: ReadonlySet<string> = new Set(['OwnershipConflict', 'VersionMismatch']);

/**
 * One pass: from what is there towards what is asked for, as far as it goes now, and a status that says how far.
 * @throws what failed, after it is in the status
 */
export async function reconcile(pass: PassContext): Promise<ReconcileResult> {
  if (pass.install.spec.management === 'Observe') return observeOnly(pass);
  if (pass.install.metadata.deletionTimestamp !== undefined) return dismantle(pass);
  const attempt = await attemptPass(pass);
  await report(pass, attempt.result);
  if (attempt.error !== undefined) throw attempt.error;
  return { requeueAfterMs: nextLook(pass, attempt.result) };
}

interface Attempt {
  readonly result: PassResult;
  readonly error?: Error;
}

async function attemptPass(pass: PassContext): Promise<Attempt> {
  let desired: (Desired & { hop: Hop }) | undefined;
  try {
    desired = desire(pass);
    return { result: await pursue(pass, desired) };
  } catch (error) {
    if (pass.signal.aborted || !(error instanceof Error)) throw error;
    const verdict = verdictOn(error);
    const result = { ...unchanged(pass), verdict, ...(desired !== undefined && { desired }) };
    return { result, ...(verdict.kind === 'error' && { error }) };
  }
}

/** What a pass that comes to nothing leaves as it was; the inventory may already have been recorded. */
function unchanged({ cache, install }: PassContext): Omit<PassResult, 'verdict'> {
  const status = (cache.install(install.metadata.name) ?? install).status ?? {};
  const generation = install.metadata.generation ?? 0;
  return { generation, inventory: status.inventory ?? [], installed: status.installed };
}

async function pursue(pass: PassContext, desired: Desired & { hop: Hop }): Promise<PassResult> {
  await pass.cache.followSecrets(pass.install.metadata.name, desired.spec.namespace, READ_SECRETS);
  if (desired.spec.paused) return { ...unchanged(pass), desired, verdict: { kind: 'paused' } };
  const found = await foreignObjects(pass, desired);
  const refusal = await refusalOf(pass, desired, found);
  return refusal === undefined ? carryOut(pass, desired, found) : { ...unchanged(pass), verdict: refusal };
}

/** What the next hop installs. Every stop is rendered: what one of them lacks has to be said before the way begins. */
function desire({ install, render, capabilities, routes }: PassContext): Desired & { hop: Hop } {
  const { name } = install.metadata;
  const spec = parseSpec(install.spec);
  const target = render(name, spec, capabilities);
  const hop = nextHop(install.status?.version, spec.version, routes.releases);
  const [next = target] = [hop.to, ...hop.rest].map((version) =>
    version === spec.version
      ? target
      : stopover(version, spec.version, () => render(name, { ...spec, version }, capabilities)),
  );
  return { ...next, hop };
}

/** A release on the way may lack what the target has: that is the user's to take out for the while. */
function stopover<T>(version: string, target: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    const way = `(on the way to ${target}, over ${version})`;
    const problems = error.problems.map((problem) => ({ ...problem, message: `${problem.message} ${way}` }));
    throw new InvalidSpecError(problems, { cause: error });
  }
}

async function refusalOf(
  pass: PassContext,
  desired: Desired,
  found: readonly OwnershipConflict[],
): Promise<Verdict | undefined> {
  const { name } = pass.install.metadata;
  return (
    namespaceTaken(pass.install, pass.cache.installs()) ??
    ownershipRefusal(found, { name, adoption: desired.spec.adoption }) ??
    (await releaseRefusal(pass, desired, found))
  );
}

/** Record, apply, prune: in this order, so that nothing is ever in the cluster that the inventory does not know. */
async function carryOut(
  pass: PassContext,
  desired: Desired & { hop: Hop },
  found: readonly OwnershipConflict[],
): Promise<PassResult> {
  const { metadata, status } = pass.install;
  const wanted = desired.manifests.map(idOf);
  const inventory = await record(pass, union(status?.inventory ?? [], wanted));
  const settled = status?.installed === desired.digest;
  const owner = { mesh: metadata.name, uid: metadata.uid ?? '' };
  await adopt(pass, owner, found);
  const observation = observe(pass, desired.spec.namespace);
  const verdict = await install(pass, {
    desired,
    observation,
    owner,
    settled,
    order: pass.routes.orderOf(desired.hop),
  });
  const generation = metadata.generation ?? 0;
  if (verdict.kind !== 'settled') return { generation, verdict, desired, inventory, installed: status?.installed };
  const survivors = await pruneStale(pass, owner, stale(inventory, wanted));
  const left = union(wanted, survivors);
  return { generation, verdict, desired, inventory: left, installed: desired.digest };
}

/** The inventory is in the status before the first object of it can be in the cluster. */
async function record(pass: PassContext, inventory: string[]): Promise<string[]> {
  await ensureFinalizer(pass);
  const status = pass.cache.install(pass.install.metadata.name)?.status ?? {};
  if (!sameInventory(status.inventory ?? [], inventory)) await writeStatus(pass, { ...status, inventory });
  return inventory;
}

function verdictOn(error: Error): Verdict {
  if (error instanceof InvalidSpecError) return { kind: 'refused', reason: 'InvalidSpec', message: error.message };
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

const namespaceOf = ({ spec }: MeshInstall): string => spec.namespace ?? 'istio-system';

function nextLook({ cache, install, clock }: PassContext, result: PassResult): number {
  const { desired, verdict } = result;
  if (verdict.kind === 'refused' && AWAY_FROM_OUR_EYES.has(verdict.reason)) return CONFLICT_MS;
  if (isStopover(result)) return 0;
  const waiting = cache.install(install.metadata.name)?.status?.waiting;
  if (waiting === undefined || desired === undefined) return RESYNC_MS;
  const untilDeadline = gateDeadline(waiting, desired.spec) - clock.now();
  return untilDeadline > 0 ? Math.min(untilDeadline, RESYNC_MS) : RESYNC_MS;
}
