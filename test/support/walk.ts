import type { Manifest } from '../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { compareVersions, minorsApart } from '../../src/core/upgrade/path.ts';
import { workloadSpec } from '../../src/core/model/selector.ts';
import { componentOf, partOfPods } from '../../src/core/model/parts.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { servedIn, SERVING, type Served } from './capacity.ts';
import { ClusterHistory, type HistoryEntry } from './cluster-history.ts';
import { applyMesh, conditionOf, namespacedRef, NAMESPACE, untilReady } from './mesh-install.ts';

/** One hop, as three witnesses saw it: the waves of the control plane in the order in which they came. */
export interface Hop {
  readonly to: string;
  /** In which steps of `status.plan` began. */
  readonly planned: readonly string[];
  /** In which Events told of their gates. */
  readonly told: readonly string[];
  /** In which Deployments got the image of this release. */
  readonly changed: readonly string[];
}

/** What happened on a way from release to release. */
export interface Walk {
  readonly install: MeshInstall;
  readonly hops: readonly Hop[];
  /** The fewest ready pods that `status.plan` named of each Deployment, by name. */
  readonly minReady: ReadonlyMap<string, number>;
  /** By name of the Deployment. */
  readonly served: ReadonlyMap<string, Served>;
  /** What was there before and is not as it was. */
  readonly lost: readonly string[];
  /** Reasons for which it was Stalled on the way: who watches for that gives up. */
  readonly stalled: readonly string[];
}

const OWN = { apiVersion: API.apiVersion, kind: API.kind };
/** What has to be followed to tell of a walk. */
export const WALKED = [...SERVING, OWN, { apiVersion: 'v1', kind: 'Event' }];

/** Parts with programs, of which the order counts. */
const PROGRAMS = ['citadel', 'galley', 'pilot', 'mixer', 'injector', 'gateways'];

type Pair = readonly [earlier: string, later: string];

/** What comes before what on every hop upwards. */
const UPWARDS: readonly Pair[] = [
  ['citadel', 'galley'],
  ['citadel', 'pilot'],
  ['galley', 'mixer'],
  ['pilot', 'injector'],
  ['mixer', 'injector'],
  ['pilot', 'gateways'],
  ['mixer', 'gateways'],
  ['injector', 'gateways'],
];

const GALLEY_FIRST: readonly Pair[] = [...UPWARDS, ['galley', 'pilot']];
const PILOT_FIRST: readonly Pair[] = [...UPWARDS, ['pilot', 'galley']];

/** The hops from any 1.0 to 1.4.10, with the order that programs of both releases need on each. */
const FROM_1_0_TO_1_4: readonly { readonly to: string; readonly order: readonly Pair[] }[] = [
  { to: '1.1.17', order: GALLEY_FIRST },
  { to: '1.2.10', order: GALLEY_FIRST },
  { to: '1.3.8', order: PILOT_FIRST },
  { to: '1.4.10', order: GALLEY_FIRST },
];

/**
 * What is wrong with the hops of a walk from 1.0 to 1.4, one sentence each: stops, parts that did not change, and parts
 * that came before what they need in what each hop planned, told or changed. The last part of a hop may open in the pass
 * that ends it, and then no status shows it.
 */
export function faultsOnTheWay(hops: readonly Hop[]): string[] {
  const stops = FROM_1_0_TO_1_4.map(({ to }) => to).join();
  const wrong = hops.map(({ to }) => to).join() === stops ? [] : [`stops at ${hops.map(({ to }) => to).join()}`];
  const faults = hops.flatMap((hop) => {
    const order = FROM_1_0_TO_1_4.find(({ to }) => to === hop.to)?.order ?? [];
    return (['planned', 'told', 'changed'] as const).flatMap((what) => disorder(hop, what, order));
  });
  return [...wrong, ...faults];
}

function disorder(hop: Hop, what: 'planned' | 'told' | 'changed', order: readonly Pair[]): string[] {
  const parts = hop[what];
  const missing = what !== 'changed' ? [] : PROGRAMS.filter((name) => !parts.includes(name));
  const turned = order.filter(([earlier, later]) => {
    const [a, b] = [parts.indexOf(earlier), parts.indexOf(later)];
    return a >= 0 && b >= 0 && a > b;
  });
  return [
    ...missing.map((name) => `${hop.to} ${what} no ${name}`),
    ...turned.map(([earlier, later]) => `${hop.to} ${what} ${later} before ${earlier}`),
  ];
}

/** Edits a mesh that is Ready, and follows it until it is Ready again. */
export async function walk(client: KubeClient, spec: Partial<MeshInstallSpec>): Promise<Walk> {
  await client.apply(GATEWAY, { fieldManager: 'user' });
  const before = await precious(client);
  const history = await ClusterHistory.follow(client, WALKED);
  try {
    await applyMesh(client, spec);
    const install = await untilReady(client);
    await history.until(({ kind, object }) => kind === API.kind && isSame(object, install));
    const entries = history.all();
    const after = await precious(client);
    const lost = [...before].filter(([id, value]) => after.get(id) !== value).map(([id]) => id);
    return {
      install,
      hops: hopsOf(entries),
      minReady: minReadyOf(entries),
      served: servedIn(entries, NAMESPACE),
      lost,
      stalled: stalledIn(entries),
    };
  } finally {
    history.stop();
  }
}

const isSame = (a: Manifest, b: Manifest): boolean => a.metadata.resourceVersion === b.metadata.resourceVersion;

const GATEWAY: Manifest = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'Gateway',
  metadata: { name: 'of-a-user', namespace: 'default' },
  spec: { selector: { istio: 'ingressgateway' }, servers: [] },
};

/** What no change of release may cost: CRDs, what users made of them, and the root of trust byte by byte. */
async function precious(client: KubeClient): Promise<Map<string, unknown>> {
  const { items } = await client.list({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' });
  const gateway = await client.get({ ...GATEWAY, ...GATEWAY.metadata });
  const secret = await client.get(namespacedRef('v1', 'Secret', 'istio-ca-secret'));
  if (secret === undefined || gateway === undefined) throw new Error('nothing is there that could be lost');
  return new Map<string, unknown>([
    ...items.map(({ metadata }): [string, unknown] => [metadata.name, metadata.uid]),
    [`Gateway ${GATEWAY.metadata.name}`, JSON.stringify([gateway.metadata.uid, gateway['spec']])],
    ['Secret istio-ca-secret', JSON.stringify(secret['data'])],
  ]);
}

type Plan = NonNullable<NonNullable<MeshInstall['status']>['plan']>;

const plansIn = (entries: readonly HistoryEntry[]): Plan[] =>
  entries.flatMap(({ kind, object }) => (kind === API.kind ? ((object as MeshInstall).status?.plan ?? []) : []));

const startedIn = (entries: readonly HistoryEntry[]): Plan[] =>
  plansIn(entries).filter(({ startedAt }) => startedAt !== undefined);

/** The releases to which hops began, in order. */
export function stopsIn(entries: readonly HistoryEntry[]): string[] {
  const all = startedIn(entries).map(({ path }) => path[0] ?? '');
  return all.filter((stop, i) => stop !== all[i - 1]);
}

function hopsOf(entries: readonly HistoryEntry[]): Hop[] {
  const plans = startedIn(entries);
  return stopsIn(entries).map((to) => ({
    to,
    planned: inOrder(plans.filter(({ path }) => path[0] === to).flatMap(begun)),
    ...witnesses(entries, to),
  }));
}

/** A gate that is open at the first look is not waited for, and not told. */
function witnesses(entries: readonly HistoryEntry[], to: string): Pick<Hop, 'told' | 'changed'> {
  return {
    changed: inOrder(entries.flatMap((entry) => changedPart(entry, to))),
    told: inOrder(entries.flatMap((entry) => toldPart(entry, to))),
  };
}

const begun = ({ steps = [] }: Plan): string[] =>
  steps.filter(({ state }) => state === 'Running' || state === 'Done').map(({ name }) => name);

function toldPart({ kind, object }: HistoryEntry, to: string): string[] {
  if (kind !== 'Event') return [];
  const [, release, part] = /^Istio (\S+): (\S+) applied/.exec(String(object['message'])) ?? [];
  return release === to && part !== undefined ? [part] : [];
}

function changedPart({ kind, object }: HistoryEntry, to: string): string[] {
  if (kind !== 'Deployment' || releaseOf(object) !== to) return [];
  return [partOfPods(componentOf(object))?.name ?? ''];
}

/** Each part with programs where it first came. */
const inOrder = (parts: readonly string[]): string[] => [...new Set(parts)].filter((part) => PROGRAMS.includes(part));

/** The release of Istio whose image a Deployment runs; add-ons have none. */
function releaseOf(deployment: Manifest): string | undefined {
  const containers = workloadSpec(deployment).template?.spec?.containers ?? [];
  return containers.flatMap(({ image = '' }) => /\/istio\/[^:]+:(1\.\d+\.\d+)$/.exec(image)?.[1] ?? [])[0];
}

function stalledIn(entries: readonly HistoryEntry[]): string[] {
  return entries.flatMap(({ kind, object }) => {
    const stalled = kind === API.kind ? conditionOf(object as MeshInstall, 'Stalled') : undefined;
    return stalled?.status === 'True' ? [stalled.reason] : [];
  });
}

function minReadyOf(entries: readonly HistoryEntry[]): Map<string, number> {
  const named = plansIn(entries).flatMap(({ steps = [] }) => steps.flatMap(({ workloads = [] }) => workloads));
  const byName = Map.groupBy(named, ({ name }) => name);
  return new Map([...byName].map(([name, all]) => [name, Math.min(...all.map(({ minReady }) => minReady))]));
}

/** Moments at which two programs of a mesh were more than one minor apart; one sentence each. */
export function tooFarApart(entries: readonly HistoryEntry[]): string[] {
  const releases = new Map<string, string>();
  return entries.flatMap(({ kind, type, name, object, revision }) => {
    const release = kind === 'Deployment' && type !== 'DELETED' ? releaseOf(object) : undefined;
    if (kind === 'Deployment' && release === undefined) releases.delete(name);
    if (release !== undefined) releases.set(name, release);
    const sorted = [...releases.values()].sort(compareVersions);
    const [oldest = '', newest = ''] = [sorted[0], sorted.at(-1)];
    return minorsApart(oldest, newest) > 1 ? [`${oldest} beside ${newest} at revision ${revision}, with ${name}`] : [];
  });
}
