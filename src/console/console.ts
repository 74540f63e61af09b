import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../config.ts';
import { listen } from '../listen.ts';
import type { Observers } from '../operator/pass/operator-view.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Access } from './access/access.ts';
import { RateLimit } from './access/rate-limit.ts';
import { Sessions } from './access/sessions.ts';
import type { Assets } from './assets.ts';
import type { EarlierEvent } from './cluster/earlier-events.ts';
import type { AskEnvoy } from './cluster/envoy-reader.ts';
import { PodReader, type PodReaderOptions } from './cluster/pod-reader.ts';
import type { ToldEvent } from './contract.ts';
import { Facts, type MeshView } from './facts/facts.ts';
import { Journal } from './facts/journal.ts';
import { fleetPage } from './page/fleet-page.ts';
import { meshPage } from './page/mesh/mesh-page.ts';
import type { Live } from './page/section.ts';
import { consoleApp } from './server/app.ts';
import { assetPaths } from './server/asset-routes.ts';
import { httpServer } from './server/http.ts';
import { Hub } from './server/hub.ts';

/** What a console is built from. */
export interface ConsoleOptions {
  readonly where: ListenAddress;
  /** Whom it is shown. Beyond loopback addresses nobody may go unasked. */
  readonly access: Access;
  /** Where pods are read whose pages somebody opens. */
  readonly client: PodReaderOptions['client'];
  /** How Envoys are asked for who looks; missing where nobody's rights can be used. */
  readonly ask?: AskEnvoy | undefined;
  /** What the cluster remembers of meshes. */
  readonly earlierEvents: () => Promise<readonly EarlierEvent[]>;
  readonly clock: Clock;
  readonly assets: Assets;
  /** Of the operator. */
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

/** A console that listens. What it shows is what the operator tells these observers. */
export interface Console extends Required<Pick<Observers, 'onEvent' | 'onChange' | 'onGone'>> {
  readonly address: AddressInfo;
  /** From now on meshes are looked for there; undefined: nowhere. */
  readonly look: (view: MeshView | undefined) => void;
  /** Ends it, whoever looks. */
  readonly close: () => Promise<void>;
}

const ASKED = { flag: '--console-address', what: 'the console' };

/** A person opens a page with some files; a script asks for more. */
const RATE = { burst: 120, perSecond: 20 };

/** True for addresses that only this machine, or this pod, reaches. */
export const isLoopback = ({ host }: Pick<ListenAddress, 'host'>): boolean =>
  host !== undefined && /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

/** Shows meshes in browsers until it is closed. @throws AddressError naming the flag, and what to do */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const { where, access, clock, assets, version, onError } = options;
  const journal = new Journal();
  const facts = new Facts(journal);
  const look = (path: string): Live | undefined => {
    if (!facts.canSee) return undefined;
    if (path === '/') return fleetPage(facts.fleet(), clock.now());
    const mesh = facts.mesh(path.slice('/meshes/'.length));
    return mesh && meshPage(mesh, clock.now());
  };
  const hub = new Hub({ clock, look });
  const sessions = new Sessions(clock);
  const pods = new PodReader(options);
  const app = consoleApp({ access, sessions, facts, pods, hub, look, assets: assetPaths(assets), version, onError });
  const server = httpServer({ fetch: app.fetch, isLoopback: isLoopback(where), rate: new RateLimit(clock, RATE) });
  const { address, close } = await listen(server, where, ASKED);
  /** Once for everybody who will look, and only while this replica leads. */
  const recall = async (): Promise<void> => {
    journal.begin(clock.now());
    const events = await options.earlierEvents();
    if (!facts.canSee) return;
    journal.recall(toldByMesh(events.filter(({ mesh, uid }) => facts.isOfMesh(mesh, uid))));
    hub.everythingChanged();
  };
  return {
    address,
    look: (view) => {
      facts.look(view);
      if (view === undefined) hub.letGo();
      else recall().catch(onError);
    },
    onChange: (mesh) => {
      if (mesh === undefined) hub.everythingChanged();
      else hub.changed('/', pathOf(mesh));
    },
    onEvent: (mesh, event) => {
      journal.record(mesh, event, clock.now());
      hub.changed(pathOf(mesh));
    },
    onGone: (mesh) => {
      journal.forget(mesh);
      hub.changed('/', pathOf(mesh));
    },
    close: async () => {
      hub.close();
      await close();
    },
  };
}

function toldByMesh(events: readonly EarlierEvent[]): Map<string, ToldEvent[]> {
  const byMesh = Map.groupBy(events, ({ mesh }) => mesh);
  return new Map([...byMesh].map(([mesh, found]) => [mesh, found.map(({ told }) => told)]));
}

/** Names of meshes are DNS names: nothing in them has to be escaped. */
const pathOf = (mesh: string): string => `/meshes/${mesh}`;
