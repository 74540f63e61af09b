import type { Manifest } from '../../api/manifest.ts';
import { isMeshConfig, meshConfigIn } from '../assess/mesh-view.ts';
import { kindOf } from '../kinds.ts';
import { text } from '../reading.ts';
import { namespaceOf, servicesIn, workloadsOf, type ServiceFacts, type Workloads } from './services.ts';

/** What conversions of one mesh look at. */
export interface OldMesh {
  readonly objects: readonly Manifest[];
  /** Namespace of policies for the whole mesh of the target. */
  readonly rootNamespace: string;
  /** Namespace whose policies pilot 1.4 takes for the whole mesh. */
  readonly oldRoot: string;
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
  return {
    objects,
    rootNamespace,
    oldRoot: oldRootOf(objects),
    namespaces: [...new Set(names)].filter((name) => name !== rootNamespace).sort(),
    services,
    workloads: workloadsOf(services),
  };
}

const oldRootOf = (objects: readonly Manifest[]): string => {
  const config = objects.find(isMeshConfig);
  return text(meshConfigIn(config)['rootNamespace']) ?? config?.metadata.namespace ?? 'istio-system';
};

/** Metadata of an object for some pods, or for all of a place. */
export const named = (name: string, namespace: string): Manifest['metadata'] => ({ name, namespace });

/** The selector of a policy; none for all pods. */
export const selecting = (labels: Readonly<Record<string, string>> | undefined): object =>
  labels === undefined || Object.keys(labels).length === 0 ? {} : { selector: { matchLabels: labels } };
