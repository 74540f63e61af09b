import type { Manifest } from '../../api/manifest.ts';
import { isMeshConfig, meshConfigIn } from '../assess/mesh-view.ts';
import { podsOf } from '../assess/pod-template.ts';
import { kindOf } from '../kinds.ts';
import { text, type Loose } from '../reading.ts';
import { includes, namespaceOf, servicesIn, workloadsOf, type ServiceFacts, type Workloads } from './services.ts';

/** What conversions of one mesh look at. */
export interface OldMesh {
  readonly objects: readonly Manifest[];
  /** Namespace of policies for the whole mesh of the target. */
  readonly rootNamespace: string;
  /** Namespace whose policies pilot 1.4 takes for the whole mesh. */
  readonly oldRoot: string;
  /** Namespace of the control plane, whose rules mixer takes for the whole mesh (`--configDefaultNamespace`). */
  readonly controlNamespace: string;
  /** The mesh config that pilot reads; empty where it was not read. */
  readonly meshConfig: Loose;
  /** Namespaces that policies may be for, sorted; not the root namespace, which speaks for all. */
  readonly namespaces: readonly string[];
  readonly services: readonly ServiceFacts[];
  readonly workloads: readonly Workloads[];
}

/** Kinds that show that a namespace exists, or that something of the mesh is in it. */
const SHOWS = /^(Namespace|Service|Policy\.authentication\.istio\.io|ServiceRole(Binding)?\.rbac\.istio\.io)$/;

/** Reads a mesh. */
export function oldMesh(objects: readonly Manifest[], rootNamespace: string, clusterDomain: string): OldMesh {
  const shown = objects.filter((object) => SHOWS.test(kindOf(object)));
  const names = shown.map((object) => (object.kind === 'Namespace' ? object.metadata.name : namespaceOf(object)));
  const services = servicesIn(objects, clusterDomain);
  const config = objects.find(isMeshConfig);
  const meshConfig = meshConfigIn(config);
  const controlNamespace = config?.metadata.namespace ?? 'istio-system';
  return {
    objects,
    rootNamespace,
    oldRoot: text(meshConfig['rootNamespace']) ?? controlNamespace,
    controlNamespace,
    meshConfig,
    namespaces: [...new Set(names)].filter((name) => name !== rootNamespace).sort(),
    services,
    workloads: workloadsOf(services),
  };
}

/** Other namespaces with pods of these labels, sorted: a policy of the root namespace selects them, too. */
export function alsoSelected({ objects, services }: OldMesh, { namespace, selector }: Workloads): string[] {
  const pods = objects.filter((object) => podsOf(object).some(({ labels }) => includes(labels, selector)));
  const found = [
    ...pods.map(namespaceOf),
    ...services.filter((each) => includes(each.selector, selector)).map(inWhich),
  ];
  return [...new Set(found)].filter((name) => name !== namespace).sort();
}

const inWhich = ({ namespace }: ServiceFacts): string => namespace;

/** Metadata of an object for some pods, or for all of a place. */
export const named = (name: string, namespace: string): Manifest['metadata'] => ({ name, namespace });

/** The selector of a policy; none for all pods. */
export const selecting = (labels: Readonly<Record<string, string>> | undefined): object =>
  labels === undefined || Object.keys(labels).length === 0 ? {} : { selector: { matchLabels: labels } };
