import { namespaceOf } from '../../api/meshinstall.ts';
import { InvalidSpecError } from '../../api/errors.ts';
import { parseSpec } from '../../api/validation/index.ts';
import { differences, progressOf } from '../../core/status/differences.ts';
import { READ_SECRETS } from '../../core/readiness/functional-checks.ts';
import type { PassResult } from '../../core/status/pass-result.ts';
import { gateDeadline, statusAfter } from '../../core/status/report.ts';
import type { ReconcileResult } from '../../runtime/controller.ts';
import { namespaceTaken } from '../steps/conflicts.ts';
import type { PassContext } from './context.ts';
import { removeFinalizer } from './finalizer.ts';
import { observe } from './observe.ts';
import { writeStatus } from './status-writer.ts';

/** However quiet the cluster, look again: certificates age without an event. */
const RESYNC_MS = 10 * 60_000;

/**
 * A pass over a mesh that others apply: compares it with its rendering, reads the gates and says so in the status.
 * Nothing else is written, not even an Event. Nothing of such a mesh is ours, and so it has no finalizer; one that is
 * left from the time in which we applied goes, or a deletion would take down what now belongs to others.
 */
export async function observeOnly(context: PassContext): Promise<ReconcileResult> {
  const pass = { ...context, recordEvent: () => undefined };
  const { install, cache, clock } = pass;
  await removeFinalizer(pass);
  if (install.metadata.deletionTimestamp !== undefined) return {};
  const result = await inspect(pass);
  const before = (cache.install(install.metadata.name) ?? install).status ?? {};
  await writeStatus(pass, statusAfter(before, result, observationOf(pass)));
  const waiting = cache.install(install.metadata.name)?.status?.waiting;
  if (waiting === undefined || result.desired === undefined) return { requeueAfterMs: RESYNC_MS };
  const untilDeadline = gateDeadline(waiting, result.desired.spec) - clock.now();
  return { requeueAfterMs: untilDeadline > 0 ? Math.min(untilDeadline, RESYNC_MS) : RESYNC_MS };
}

const observationOf = (pass: PassContext) => observe(pass, namespaceOf(pass.install));

/** Nothing is installed by us, and nothing is ours: a change back to Apply begins as an installation does. */
async function inspect(pass: PassContext): Promise<PassResult> {
  const { install, render, capabilities, cache } = pass;
  const nothing = { generation: install.metadata.generation ?? 0, inventory: [], installed: undefined };
  const refusal = namespaceTaken(install, cache.installs());
  if (refusal !== undefined) return { ...nothing, outcome: refusal };
  try {
    const desired = render(install.metadata.name, parseSpec(install.spec), capabilities);
    if (desired.spec.paused) return { ...nothing, desired, outcome: { kind: 'paused' } };
    await cache.followSecrets(install.metadata.name, desired.spec.namespace, READ_SECRETS);
    const observation = observationOf(pass);
    const { manifests } = desired;
    const outcome = progressOf(manifests, observation);
    return { ...nothing, desired, outcome, differences: differences(manifests, observation) };
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    return { ...nothing, outcome: { kind: 'rejected', reason: 'InvalidSpec', message: error.message } };
  }
}
