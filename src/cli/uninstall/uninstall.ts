import { FINALIZER, type MeshInstall } from '../../api/meshinstall.ts';
import { DELETION_BOUND_MS } from '../../core/deletion/steps.ts';
import type { KubeClient } from '../../kube/client.ts';
import { idOf, refOf } from '../../core/model/object-id.ts';
import { systemClock } from '../../runtime/clock.ts';
import { terminationSignal } from '../../runtime/lifecycle.ts';
import { meshInstall, onCluster } from '../input/cluster.ts';
import { lookForOperator, warningOf, warnOfOperator } from '../operator/look.ts';
import type { OperatorState } from '../operator/sighting.ts';
import { untilNoOperator } from '../operator/watch.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { confirm } from '../terminal/confirm.ts';
import { unguarded } from '../terminal/guarded.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { uninstallPreview } from './preview.ts';
import { duration } from '../view/format.ts';
import { followMesh } from '../view/live/follow.ts';
import { openScreen } from '../view/live/screen.ts';
import { Steps, type StepReporter } from '../view/live/steps.ts';

/** Options of `meshwright uninstall`. */
export interface UninstallOptions extends ClusterOptions, OperatorOptions {
  readonly name: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** The mesh is not gone. */
class UninstallError extends Error {
  override readonly name = 'UninstallError';
}

/** The operator stops waiting before; whoever waits longer waits for an operator. */
const WITHIN_MS = DELETION_BOUND_MS + 60_000;

/** An operator that is restarted is back before. */
const WITHOUT_OPERATOR_MS = 60_000;

/**
 * Says what goes and what stays, asks, deletes the MeshInstall and follows until it is gone.
 * @throws UninstallError when it is not gone in time, or nobody wants it to go
 */
export async function uninstallCommand(options: UninstallOptions, terminal: Terminal): Promise<void> {
  const { name, yes, dryRun } = options;
  await onCluster(options, terminal, async (client) => {
    const install = await meshInstall(client, name);
    terminal.stdout.write(announcement(install, client.server));
    const { state } = await warnOfOperator(client, options, terminal);
    if (dryRun === true) return;
    const agreed = yes === true || (await confirm(`Uninstall mesh "${name}"?`, 'say --yes', terminal));
    if (!agreed) throw new UninstallError('nothing was done');
    await remove(client, install, { ...options, known: state }, terminal);
  });
}

function announcement(install: MeshInstall, server: string): string {
  const { goes, stays, warnings } = uninstallPreview(install);
  const listed = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const from = `mesh "${install.metadata.name}" on ${server}\n`;
  return from + listed('goes:', goes) + listed('stays:', stays) + listed('cannot be undone:', warnings);
}

/** Where the operator may be, and what was told of it. */
interface Waiting extends OperatorOptions {
  readonly known: OperatorState;
}

async function remove(client: KubeClient, install: MeshInstall, options: Waiting, terminal: Terminal): Promise<void> {
  const screen = openScreen(unguarded(terminal.stdout), terminal.env);
  const steps = new Steps(screen, systemClock);
  const signal = terminationSignal(terminal.signals, () => process.exit(1));
  const { name } = install.metadata;
  try {
    await steps.run(
      `removing mesh "${name}"`,
      (reporter) => untilGone(client, install, { options, reporter }, signal),
      () => `mesh "${name}" is gone`,
    );
  } finally {
    screen.close();
  }
}

async function untilGone(
  client: KubeClient,
  install: MeshInstall,
  { options, reporter }: { options: Waiting; reporter: StepReporter },
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const gone = new Promise<void>((resolve) => {
    const onInstall = (now: MeshInstall | undefined): void => {
      if (now === undefined) resolve();
      else tell(now, reporter);
    };
    const follower = { client, clock: systemClock, random: Math.random, name: install.metadata.name };
    void followMesh({ ...follower, onInstall, onEvent: ({ message }) => reporter.say(message) }, until);
  });
  const tooLate = systemClock.after(WITHIN_MS, until).then(() => {
    throw new UninstallError(stillThere(install));
  });
  try {
    await deleteIfUnchanged(client, install);
    await Promise.race([gone, tooLate, abandoned(client, options, reporter, until)]);
  } catch (error) {
    if (signal.aborted) throw new UninstallError('interrupted; the deletion goes on', { cause: error });
    throw error;
  } finally {
    over.abort();
    await tooLate.catch(() => undefined);
  }
}

/** Rejects once no operator has run for a while: without one nothing goes. */
async function abandoned(
  client: KubeClient,
  options: Waiting,
  reporter: StepReporter,
  until: AbortSignal,
): Promise<never> {
  const sighting = await untilNoOperator(
    {
      look: () => lookForOperator(client, options, until),
      clock: systemClock,
      known: options.known,
      patienceMs: WITHOUT_OPERATOR_MS,
      onNews: (news) => reporter.say(warningOf(news) ?? news.message),
    },
    until,
  );
  throw new UninstallError(
    `not gone: ${warningOf(sighting) ?? sighting.message}. The MeshInstall stays marked for deletion, and the mesh is ` +
      'taken down as soon as an operator runs',
  );
}

/** This very MeshInstall, and not one that was made under its name meanwhile. */
async function deleteIfUnchanged(client: KubeClient, install: MeshInstall): Promise<void> {
  const { uid } = install.metadata;
  await client.delete(refOf(idOf(install)), { ...(uid !== undefined && { preconditions: { uid } }) });
}

function tell({ metadata, status }: MeshInstall, reporter: StepReporter): void {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (metadata.deletionTimestamp !== undefined && status?.phase === 'Deleting' && ready) reporter.now(ready.message);
}

const stillThere = ({ metadata }: MeshInstall): string =>
  `not gone after ${duration(WITHIN_MS)}; does an operator run? Without one nobody takes the mesh down: see its log, ` +
  `or remove the finalizer ${FINALIZER} of MeshInstall ${metadata.name} and delete what is left yourself`;
