import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseMeshInstalls, type MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { systemClock } from '../../runtime/clock.ts';
import { Shutdown, terminationSignal } from '../../runtime/lifecycle.ts';
import { chooseCluster, type DemoCluster } from './cluster.ts';
import { installCrd } from './crd.ts';
import { DemoError } from './errors.ts';
import { installMesh, type Installed } from './installation.ts';
import { kubectlFolder } from './kubectl.ts';
import { openLogFile } from './log-file.ts';
import { showConsole } from './operator.ts';
import type { Stage } from './stage.ts';
import { leftBehind, summary, tryNext } from './summary.ts';
import { unguarded } from '../terminal/guarded.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { span } from '../view/line.ts';
import { openScreen } from '../view/live/screen.ts';
import { Steps } from '../view/live/steps.ts';

/** Options of `meshwright demo`. */
export interface DemoOptions {
  /** Leave when the mesh is Ready. */
  readonly exit?: boolean;
  /** Ask nothing about a cluster that is not on this machine. */
  readonly yes?: boolean;
}

const EXAMPLE = new URL('../../../examples/demo.yaml', import.meta.url);
/** Nothing that is stopped takes longer than this, or it is left behind. */
const STOP_WITHIN_MS = 60_000;

/**
 * Shows a mesh from its installation on: on an embedded cluster that lives as long as the demo, or on that of
 * KUBECONFIG.
 * @throws DemoError when the mesh does not become Ready, or the demo is interrupted before
 */
export async function demoCommand(options: DemoOptions, terminal: Terminal): Promise<void> {
  const clock = systemClock;
  const screen = openScreen(unguarded(terminal.stdout), terminal.env);
  const steps = new Steps(screen, clock);
  const shutdown = new Shutdown({ clock, timeoutMs: STOP_WITHIN_MS });
  const signal = AbortSignal.any([
    terminationSignal(terminal.signals, () => {
      screen.close();
      process.exit(1);
    }),
    audienceGone(terminal),
  ]);
  try {
    await play(options, { terminal, clock, screen, steps, shutdown, signal });
  } catch (error) {
    if (!signal.aborted || error instanceof DemoError) throw error;
    throw new DemoError('interrupted before the mesh was Ready', { cause: error });
  } finally {
    screen.print([[]]);
    await steps.run('stopping', () => shutdown.run(), describeFailures);
    screen.close();
  }
}

/** Aborts when nobody can see the demo any more: the terminal was closed, or the reader of the pipe has left. */
function audienceGone({ signals, stdout }: Terminal): AbortSignal {
  const gone = new AbortController();
  signals.on('SIGHUP', () => gone.abort());
  stdout.on('error', () => gone.abort());
  return gone.signal;
}

const describeFailures = (failures: readonly { name: string; error: unknown }[]): string =>
  failures.length === 0
    ? 'stopped what the demo started'
    : failures.map(({ name, error }) => `${name}: ${String(error)}`).join('; ');

async function play(options: DemoOptions, stage: Stage): Promise<void> {
  const { screen, steps, shutdown, signal, clock } = stage;
  const document = await readExample();
  screen.print([[], [span('  Meshwright', 'bold'), span('  classic Istio, kept by an operator', 'dim')], []]);
  const logFile = await openLogFile();
  shutdown.add('log file', () => logFile.close());
  const log = (line: string): void => logFile.log.info(line);
  const cluster = await chooseCluster(stage, { yes: options.yes === true, log });
  shutdown.add('cluster', () => cluster.stop());
  const client = cluster.connect('meshwright-demo');
  shutdown.add('client', () => client.close());
  await steps.run(
    'installing the CRD',
    () => installCrd(client, clock, signal),
    () => 'CRD meshinstalls.meshwright.dev',
  );
  const console = await showConsole(stage, cluster, logFile.log);
  screen.print([[span('  ✓ ', 'green'), span(`operator, log in ${logFile.path}`)]]);
  const page = `http://127.0.0.1:${console.address.port}/meshes/${document.name}`;
  screen.print([[span('  ✓ ', 'green'), span('console at '), span(page, 'cyan')]]);
  screen.print([[span('  ✓ ', 'green'), span('kubectl apply -f examples/demo.yaml')], []]);
  const installed = await installMesh(stage, { cluster, client, document, logFile, console });
  screen.print(summary(document.name, installed.status, installed.tookMs));
  if (options.exit !== true) await stay(stage, cluster, installed);
  if (cluster.given) screen.print(leftBehind(document.name, cluster.server));
}

async function readExample(): Promise<MeshInstallDocument> {
  const [document] = parseMeshInstalls(await readFile(EXAMPLE, 'utf8'), fileURLToPath(EXAMPLE));
  if (document === undefined) throw new DemoError(`${fileURLToPath(EXAMPLE)} holds nothing to install`);
  return document;
}

/** Shows how the mesh is kept, until the demo is interrupted. */
async function stay(stage: Stage, cluster: DemoCluster, installed: Installed): Promise<void> {
  const { screen, terminal } = stage;
  const folder = await kubectlFolder(stage, cluster);
  const { name, namespace } = installed;
  const { given, kubeconfig } = cluster;
  screen.print(tryNext({ name, namespace, kubeconfig, kubectlFolder: folder, simulated: !given }));
  installed.view.keep(given ? 'Ctrl-C ends the demo' : 'Ctrl-C ends the demo and removes the cluster');
  if (terminal.stdout.isTTY !== true) screen.print([[span('  SIGINT ends the demo; until then, the news:')]]);
  await installed.whileItLasts();
}
