import { LABELS } from '../../src/api/components.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { identityOf, refOf, type ObjectId } from '../../src/core/model/object-id.ts';
import { FIELD_MANAGER } from '../../src/api/meshinstall.ts';
import type { KubeClient, ServedKind } from '../../src/kube/operations.ts';

/** Copied from Services by their controllers, labels and all. */
const DERIVED = new Set(['Endpoints', 'EndpointSlice']);

/** Ours, but about the mesh and not part of it. */
const OPERATOR_OWN = new Set(['MeshInstall', 'Event', 'Lease']);

/** One kind whose objects can be asked for, in its first version. */
const isListable = ({ kind, apiVersion }: ServedKind): boolean =>
  !DERIVED.has(kind) && !OPERATOR_OWN.has(kind) && !/^(authentication|authorization)\.k8s\.io\//.test(apiVersion);

/**
 * Every object of the cluster, of whatever kind, that carries a mesh's label or that the operator has applied, by identity.
 * Reads the whole cluster, so that nothing can hide from it.
 */
export async function ourObjects(client: KubeClient): Promise<Map<string, Manifest>> {
  client.discovery.invalidate();
  const kinds = (await client.discovery.servedKinds()).filter(isListable);
  const lists = await Promise.all(kinds.map((kind) => client.list(kind).catch(nothing)));
  const ours = lists.flatMap(({ items }) => items).filter((object) => isLabelled(object) || isApplied(object));
  return new Map(ours.map((object) => [identityOf(object), object]));
}

/** The identities of an inventory, sorted. */
export const identitiesOf = (inventory: readonly ObjectId[] = []): string[] =>
  inventory.map((id) => identityOf(refOf(id))).sort();

// Kinds that can only be created, such as Binding and Eviction, answer 404 or 405.
const nothing = (): { items: Manifest[] } => ({ items: [] });

const isLabelled = ({ metadata }: Manifest): boolean => metadata.labels?.[LABELS.mesh] !== undefined;

const isApplied = ({ metadata }: Manifest): boolean =>
  ((metadata.managedFields ?? []) as { manager: string }[]).some(({ manager }) => manager === FIELD_MANAGER);

/** Who wrote the caBundle of a webhook configuration, by the managers of its fields; nobody where there is none. */
export async function bundleWriters(client: KubeClient, kind: string, name: string): Promise<string[]> {
  const live = await client.get({ apiVersion: 'admissionregistration.k8s.io/v1', kind, name });
  const entries = (live?.metadata.managedFields ?? []) as { manager: string; fieldsV1: unknown }[];
  const writers = entries.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes('"f:caBundle"'));
  return writers.map(({ manager }) => manager);
}
