import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { API } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { Console } from '../../console/console.ts';
import { duration } from '../view/format.ts';
import { followMesh } from '../view/live/follow.ts';
import { MeshView } from '../view/live/mesh-view.ts';
import { Attempt } from './attempt.ts';
import type { Connection, DemoCluster } from './cluster.ts';
import { DemoError } from './errors.ts';
import type { LogFile } from './log-file.ts';
import { applyMesh, previewOf, type Preview } from './mesh.ts';
import { startOperator } from './operator.ts';
import type { Stage } from './stage.ts';

/** What an installation works on. */
export interface InstallationRequest {
  readonly cluster: DemoCluster;
  readonly client: Connection;
  readonly document: MeshInstallDocument;
  readonly logFile: LogFile;
  readonly console: Console;
}

/** A mesh that is Ready, and kept and shown for as long as the demo lasts. */
export interface Installed {
  readonly name: string;
  readonly namespace: string;
  readonly status: MeshInstallStatus;
  /** From apply to Ready. */
  readonly tookMs: number;
  readonly view: MeshView;
  /** Resolves when the demo is interrupted; rejects when the operator ends before. */
  readonly whileItLasts: () => Promise<void>;
}

/** A mesh that is not Ready after this will not become so without help. */
const READY_WITHIN_MS = 5 * 60_000;

/**
 * Runs the operator, applies the MeshInstall and shows what happens until it is Ready.
 * @throws DemoError when it is refused, stalls, or is not Ready in time; then the operator's log is kept
 */
export async function installMesh(stage: Stage, request: InstallationRequest): Promise<Installed> {
  const { clock, signal } = stage;
  const { client, cluster, document, logFile } = request;
  const { name } = document;
  const preview = await previewOf(document, client, new Date(clock.now()));
  const view = openView(stage, request, preview);
  const attempt = new Attempt(view, () => client.get(meshRef(name), { metadataOnly: true, signal }));
  const onPass = (): void => attempt.operatorLooked();
  const { failed } = startOperator(stage, { cluster, log: logFile.log, onPass, console: request.console });
  try {
    await Promise.race([failed, applied(stage, request, attempt)]);
  } catch (error) {
    view.rest();
    throw signal.aborted ? error : withLog(logFile, error);
  }
  view.rest();
  const tookMs = (view.readyAt ?? clock.now()) - view.appliedAt;
  const whileItLasts = (): Promise<void> => Promise.race([failed, aborted(signal)]);
  return { name, namespace: preview.namespace, status: attempt.status, tookMs, view, whileItLasts };
}

function openView({ screen, clock, shutdown }: Stage, request: InstallationRequest, preview: Preview): MeshView {
  const { cluster, document } = request;
  const facts = {
    name: document.name,
    profile: preview.profile,
    kubernetes: cluster.kubernetes,
    appliedAt: clock.now(),
  };
  const view = new MeshView({ screen, clock, facts, parts: preview.parts, planned: preview.components });
  shutdown.add('view', () => view.rest());
  return view;
}

/** Applies the MeshInstall and waits for how it ends. */
async function applied(stage: Stage, { client, document }: InstallationRequest, attempt: Attempt): Promise<void> {
  const { clock, signal, shutdown } = stage;
  const over = new AbortController();
  shutdown.add('followers', () => over.abort());
  const until = AbortSignal.any([signal, over.signal]);
  const follower = {
    client,
    clock,
    random: Math.random,
    name: document.name,
    onInstall: attempt.onInstall,
    onEvent: attempt.onEvent,
  };
  await followMesh(follower, until);
  attempt.applied(await applyMesh(document, client, signal));
  const tooLate = clock.after(READY_WITHIN_MS, until).then(() => {
    throw new DemoError(`not Ready after ${duration(READY_WITHIN_MS)}: ${attempt.missing}`);
  });
  await Promise.race([attempt.ready, tooLate]);
}

const meshRef = (name: string) => ({ apiVersion: API.apiVersion, kind: API.kind, name });

function withLog(logFile: LogFile, cause: unknown): DemoError {
  logFile.keep();
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DemoError(`${why}\n       the operator's log is kept in ${logFile.path}`, { cause });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
