import { API, type MeshInstall } from '../api/meshinstall.ts';
import { meshReport, type FleetReport } from '../console/contract.ts';
import type { EventInput } from '../core/status/events.ts';
import type { KubeClient } from '../kube/client.ts';
import { systemClock } from '../runtime/clock.ts';
import { terminationSignal } from '../runtime/lifecycle.ts';
import { everyMeshInstall, meshInstall, onCluster } from './input/cluster.ts';
import { lookForOperator, warningOf, warnOfOperator } from './operator/look.ts';
import type { OperatorSighting, OperatorState } from './operator/sighting.ts';
import { untilNoOperator } from './operator/watch.ts';
import type { ClusterOptions, OperatorOptions } from './program/options.ts';
import { unguarded } from './terminal/guarded.ts';
import { serialized, writeLines } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';
import { followMesh } from './view/live/follow.ts';
import { eventLinesAt, EventFeed, type EventObject } from './view/live/event-feed.ts';
import { span } from './view/line.ts';
import { openScreen, type Screen } from './view/live/screen.ts';
import { statusTree } from './view/status-tree.ts';

/** Options of `meshwright status`. */
export interface StatusOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly watch?: boolean;
  readonly output: string;
}

/** Prints what the operator says about one mesh, or about every mesh of the cluster; with `--watch` as it changes. */
export async function statusCommand(options: StatusOptions, terminal: Terminal): Promise<void> {
  const { name, watch, output } = options;
  if (watch === true && output !== 'table') throw new UsageError(`--watch: not possible with --output ${output}`);
  await onCluster(options, terminal, async (client) => {
    const installs = name === undefined ? await everyMesh(client) : [await meshInstall(client, name)];
    const operator = await warnOfOperator(client, options, terminal);
    if (watch !== true) print(installs, operator, output, terminal);
    else await follow(client, onlyOne(installs).metadata.name, { ...options, known: operator.state }, terminal);
  });
}

async function everyMesh(client: KubeClient): Promise<MeshInstall[]> {
  const installs = await everyMeshInstall(client);
  if (installs.length === 0) throw new UsageError(`the cluster has no ${API.kind}`);
  return installs;
}

function onlyOne(installs: readonly MeshInstall[]): MeshInstall {
  const [first, ...others] = installs;
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(`--watch: say which: ${installs.map(({ metadata }) => metadata.name).join(', ')}`);
}

function print(
  installs: readonly MeshInstall[],
  { state, message }: OperatorSighting,
  output: string,
  terminal: Terminal,
): void {
  const { stdout } = terminal;
  if (output === 'json' || output === 'yaml') {
    const report: FleetReport = { meshes: installs.map(meshReport) };
    stdout.write(serialized({ ...report, operator: { state, message } }, output));
    return;
  }
  const trees = installs.map((install) => statusTree(install, systemClock.now(), stdout.columns ?? Infinity));
  const lines = trees.flatMap((tree, i) => (i === 0 ? tree : [[], ...tree]));
  writeLines(lines, terminal);
}

/** On a terminal the tree changes in place; a pipe gets it once, and then a line for each piece of news. */
async function follow(
  client: KubeClient,
  name: string,
  operator: OperatorOptions & { readonly known: OperatorState },
  terminal: Terminal,
): Promise<void> {
  const screen = openScreen(unguarded(terminal.stdout), terminal.env);
  const over = new AbortController();
  terminal.stdout.on('error', () => over.abort());
  const signal = AbortSignal.any([terminationSignal(terminal.signals, () => process.exit(1)), over.signal]);
  const teller = new Teller(screen, () => over.abort());
  const { onInstall, onEvent } = teller;
  const look = () => lookForOperator(client, operator, signal);
  const watch = { look, clock: systemClock, known: operator.known, onNews: teller.onOperator, patienceMs: Infinity };
  void untilNoOperator(watch, signal).catch(() => undefined);
  await followMesh({ client, clock: systemClock, random: Math.random, name, onInstall, onEvent }, signal);
  await ended(signal);
  if (screen.live) screen.keep();
  screen.close();
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Tells what changes in a mesh from the first look on. */
class Teller {
  readonly #screen: Screen;
  readonly #news = new EventFeed();
  readonly #onGone: () => void;
  #hasLooked = false;

  constructor(screen: Screen, onGone: () => void) {
    this.#screen = screen;
    this.#onGone = onGone;
  }

  readonly onInstall = (install: MeshInstall | undefined): void => {
    if (install === undefined) {
      this.#onGone();
      return;
    }
    const news = this.#news.fromStatus(install.status ?? {});
    if (this.#hasLooked) this.#tell(news);
    else if (!this.#screen.live) this.#screen.print(statusTree(install, systemClock.now(), Infinity));
    this.#hasLooked = true;
    this.#screen.show(({ columns }) => statusTree(install, systemClock.now(), columns));
  };

  readonly onEvent = (event: EventObject): void => this.#tell(this.#news.fromEvent(event));

  readonly onOperator = (sighting: OperatorSighting): void =>
    this.#screen.print([[span(warningOf(sighting) ?? sighting.message, 'yellow')]]);

  #tell(news: readonly EventInput[]): void {
    const now = systemClock.now();
    for (const one of news) {
      this.#screen.print(({ columns }) => eventLinesAt(now, one, this.#screen.live ? columns : Infinity));
    }
  }
}
