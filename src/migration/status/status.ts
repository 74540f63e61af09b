import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../kinds.ts';
import { contradictionIn, injectorsIn, isLabelled, labelOf, type Injectors, type NamespaceLabels } from './labels.ts';
import { sidedProxyOf, sideName, type SidedProxy } from './proxy-side.ts';

/** How far one namespace has moved. */
export interface NamespaceStatus {
  readonly namespace: string;
  /** Whose injector its labels choose: `old`, a revision, or nobody's. */
  readonly label: string | undefined;
  /** How many sidecars there are of each side: `{ old: 2, canary: 1 }`. */
  readonly sidecars: Readonly<Record<string, number>>;
  /** Whose pods are not where the label says, and so have to be made again, sorted. */
  readonly toRestart: readonly string[];
  /** What of its labels contradicts, and what follows from it. */
  readonly contradiction?: string;
}

/** Gateways of one workload. */
export interface GatewayStatus {
  readonly gateway: string;
  readonly side: string;
  readonly releases: readonly string[];
  readonly pods: number;
}

/** Which namespaces are where. */
export interface MigrationStatus {
  /** Those with sidecars or with labels for an injector, by name. */
  readonly namespaces: readonly NamespaceStatus[];
  readonly gateways: readonly GatewayStatus[];
}

/** What a cluster shows of the way: Namespaces, Pods and, where they could be read, webhooks that inject. */
export interface Whereabouts {
  readonly objects: readonly Manifest[];
  /** Whether webhooks were read; else nothing is said of revisions that nobody injects. */
  readonly knowsInjectors: boolean;
}

/** Reads where each namespace is, from its labels and pods. */
export function migrationStatus({ objects, knowsInjectors }: Whereabouts): MigrationStatus {
  const proxies = objects.filter((object) => kindOf(object) === 'Pod').flatMap((pod) => sidedProxyOf(pod) ?? []);
  const sidecars = Map.groupBy(
    proxies.filter(({ role }) => role === 'sidecar'),
    ({ namespace }) => namespace,
  );
  const labels = new Map(namespacesIn(objects).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const webhooks = objects.filter(({ kind }) => kind === 'MutatingWebhookConfiguration');
  const injectors = knowsInjectors ? injectorsIn(webhooks) : undefined;
  const chosen = [...labels].filter(([, of]) => isLabelled(of)).map(([name]) => name);
  const names = [...new Set([...chosen, ...sidecars.keys()])].sort();
  return {
    namespaces: names.map((name) => namespaceStatus(name, labels.get(name) ?? {}, sidecars.get(name) ?? [], injectors)),
    gateways: gatewaysOf(proxies.filter(({ role }) => role === 'router')),
  };
}

const namespacesIn = (objects: readonly Manifest[]): Manifest[] =>
  objects.filter((object) => kindOf(object) === 'Namespace');

function namespaceStatus(
  namespace: string,
  labels: NamespaceLabels,
  sidecars: readonly SidedProxy[],
  injectors: Injectors | undefined,
): NamespaceStatus {
  const label = labelOf(labels, injectors);
  const contradiction = contradictionIn(labels, injectors);
  const misplaced = sidecars.filter(({ side }) => label !== undefined && sideName(side) !== label);
  return {
    namespace,
    label,
    sidecars: counted(sidecars.map(({ side }) => sideName(side))),
    toRestart: [...new Set(misplaced.map(({ owner }) => owner))].sort(),
    ...(contradiction !== undefined && { contradiction }),
  };
}

const counted = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(names.toSorted(), (name) => name)].map(([name, all]) => [name, all.length]));

function gatewaysOf(proxies: readonly SidedProxy[]): GatewayStatus[] {
  const groups = Map.groupBy(proxies, ({ owner, side }) => `${owner} ${sideName(side)}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pods]) => ({
      gateway: pods[0]?.owner ?? '',
      side: sideName(pods[0]?.side ?? 'unknown'),
      releases: [...new Set(pods.flatMap(({ release }) => release ?? []))].sort(),
      pods: pods.length,
    }));
}

/** True where every pod is where the labels of its namespace say. */
export const isAsLabelled = ({ namespaces }: MigrationStatus): boolean =>
  namespaces.every(({ toRestart, contradiction }) => toRestart.length === 0 && contradiction === undefined);
