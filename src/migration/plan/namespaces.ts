import type { Manifest } from '../../api/manifest.ts';
import { KUBERNETES_NAMESPACES } from '../../api/meshinstall.ts';
import { proxyOf } from '../../core/model/proxy.ts';
import { isInstalled, type MeshView } from '../assess/mesh-view.ts';

/** A namespace whose pods are to move. */
export interface NamespaceFacts {
  readonly name: string;
  /** `istio-injection`, if it has the label. */
  readonly injection?: string;
  /** `istio.io/rev`, if it has the label. */
  readonly revision?: string;
  /** What a restart renews, as kubectl takes it: `deployment/reviews`. Sorted. */
  readonly restarts: readonly string[];
  /** Other pods with a sidecar, which somebody has to make again: `Job shop/nightly`, `Pod shop/debug`. Sorted. */
  readonly others: readonly string[];
}

const RESTARTED: Readonly<Record<string, string>> = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
};

/** Namespaces with sidecars, or that get them, by name. @param except those of the control planes */
export function namespacesIn(view: MeshView, except: readonly string[]): NamespaceFacts[] {
  const skipped = new Set<string>([...KUBERNETES_NAMESPACES, ...except]);
  const labelled = new Map(view.of('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const pods = Map.groupBy(
    view.of('Pod').filter((pod) => proxyOf(pod)?.role === 'sidecar'),
    ({ metadata }) => metadata.namespace ?? '',
  );
  const injected = [...labelled].filter(([, labels]) => isInjected(labels)).map(([name]) => name);
  const names = [...new Set([...injected, ...pods.keys()])].filter((name) => !skipped.has(name)).sort();
  return names.map((name) => {
    const { 'istio-injection': injection, 'istio.io/rev': revision } = labelled.get(name) ?? {};
    return {
      name,
      ...(injection !== undefined && { injection }),
      ...(revision !== undefined && { revision }),
      ...ownersOf(pods.get(name), view, name),
    };
  });
}

const isInjected = (labels: Readonly<Record<string, string>>): boolean =>
  labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;

type Owners = Pick<NamespaceFacts, 'restarts' | 'others'>;

/** Who keeps pods with sidecars; where no pods were read, every workload of the namespace. */
function ownersOf(pods: readonly Manifest[] | undefined, view: MeshView, namespace: string): Owners {
  if (pods === undefined) return { restarts: templatesIn(view, namespace), others: [] };
  const owners = pods.map((pod) => {
    const { kind, name } = proxyOf(pod)?.workload ?? { kind: 'Pod', name: pod.metadata.name };
    return { kind, name };
  });
  const restarted = owners.filter(({ kind }) => kind in RESTARTED);
  const others = owners.filter(({ kind }) => !(kind in RESTARTED));
  return {
    restarts: distinct(restarted.map(({ kind, name }) => `${RESTARTED[kind] ?? ''}/${name}`)),
    others: distinct(others.map(({ kind, name }) => `${kind} ${namespace}/${name}`)),
  };
}

const templatesIn = ({ of }: MeshView, namespace: string): string[] =>
  distinct(
    Object.entries(RESTARTED).flatMap(([kind, word]) =>
      of(`${kind}.apps`)
        .filter((object) => object.metadata.namespace === namespace && !isInstalled(object))
        .map(({ metadata }) => `${word}/${metadata.name}`),
    ),
  );

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
