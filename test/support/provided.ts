import type { Manifest, PodSpec } from '../../charts/kit/types.ts';
import type { PortsByService } from './undeclared-ports.data.ts';

/** A workload with its pods. */
export interface PodOwner {
  readonly object: Manifest;
  readonly selector: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly pod: PodSpec;
}

interface PodOwnerSpec {
  selector: { matchLabels: Record<string, string> };
  template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
}

/** The workloads among manifests. */
export function podOwners(manifests: readonly Manifest[]): PodOwner[] {
  const owners = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet');
  return owners.map((object) => {
    const { selector, template } = object['spec'] as PodOwnerSpec;
    return { object, selector: selector.matchLabels, labels: template.metadata.labels, pod: template.spec };
  });
}

/** What can be referred to: rendered, written by citadel at run time, in every cluster, or supplied by the user. */
export class Provided {
  /** The workloads with their pods. */
  readonly owners: readonly PodOwner[];
  /** Ports that are open though no container declares them. */
  readonly undeclared: PortsByService;
  readonly #known: Map<string, Manifest | undefined>;

  constructor(manifests: readonly Manifest[], supplied: readonly string[], undeclared: PortsByService) {
    this.undeclared = undeclared;
    this.owners = podOwners(manifests);
    this.#known = new Map(manifests.map((m) => [keyOf(m.kind, m.metadata.namespace, m.metadata.name), m]));
    const namespace = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name;
    this.#known.set(keyOf('ServiceAccount', namespace, 'default'), undefined);
    const accounts = manifests.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);
    const hasCitadel = this.#known.has(keyOf('Deployment', namespace, 'istio-citadel'));
    const issued = hasCitadel ? [...accounts, 'default'].map((account) => `istio.${account}`) : [];
    for (const name of [...issued, ...supplied]) this.#known.set(keyOf('Secret', namespace, name), undefined);
  }

  has(kind: string, namespace: string | undefined, name: string): boolean {
    return this.#known.has(keyOf(kind, namespace, name));
  }

  find(kind: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.#known.get(keyOf(kind, namespace, name));
  }

  /** A sentence for what is not there. */
  missing(kind: string, namespace: string | undefined, name: string): string[] {
    return this.has(kind, namespace, name) ? [] : [`nobody provides ${kind} ${name}`];
  }

  /** Workloads of a namespace whose pods have these labels. */
  selected(selector: Record<string, string>, namespace: string | undefined): PodOwner[] {
    const isSelected = ({ labels }: PodOwner): boolean =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    return this.owners.filter((owner) => owner.object.metadata.namespace === namespace && isSelected(owner));
  }
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind} ${namespace ?? ''}/${name}`;
