import { capabilitiesOf, NEWEST_KUBERNETES } from '../../charts/index.ts';
import { LABELS } from '../../src/api/components.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { FIELD_MANAGER } from '../../src/api/meshinstall.ts';
import { compare } from '../../src/cli/diff/compare.ts';
import { wantedObjects } from '../../src/cli/diff/wanted.ts';
import { describeObject, identityOf, refOf } from '../../src/core/model/object-id.ts';
import type { KubeClient, ServedKind } from '../../src/kube/client.ts';
import { OPERATOR } from '../cluster/arena.ts';
import { untouchables } from '../cluster/others.ts';
import { MESH } from '../cluster/user.ts';
import type { Invariant } from './evidence.ts';

/** The cluster has what the spec renders, and nothing that it does not. */
export const AS_PLANNED: Invariant = {
  name: 'live objects equal what is rendered',
  broken: async ({ client, install, scenario: { mesh: spec }, late }) => {
    if (install === undefined || spec === undefined || spec === 'gone' || late !== undefined) return [];
    const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
    const cluster = { capabilities, operatorNamespace: OPERATOR.namespace };
    const wanted = wantedObjects({ ...MESH, spec }, install, cluster);
    const owner = { mesh: MESH.name, uid: install.metadata.uid ?? '' };
    const inventory = install.status?.inventory ?? [];
    const differences = await compare({ client, capabilities, wanted, inventory, owner, isObserved: false });
    return differences.map(
      ({ object, change, fields }) => `${object} is ${change}: ${fields.map((f) => f.path).join()}`,
    );
  },
};

/** Whatever the operator made is in the inventory; of a mesh that is gone only what is kept on purpose is left. */
export const IN_INVENTORY: Invariant = {
  name: 'nothing outside the inventory',
  broken: async ({ client, install, late }) => {
    if (late !== undefined) return [];
    const known = new Set((install?.status?.inventory ?? []).map((id) => identityOf(refOf(id))));
    const unknown = (await ours(client)).filter((object) => !known.has(identityOf(object)) && !KEPT.has(object.kind));
    return unknown.map((object) => `${describeObject(object)} is in no inventory`);
  },
};

/** What belongs to others, and what is never deleted, is as it was. */
export const UNTOUCHED: Invariant = {
  name: 'nothing of others, no CRD, namespace or authority touched',
  broken: async ({ client, before }) => {
    const after = await untouchables(client);
    return [...before].filter(([name, was]) => after.get(name) !== was).map(([name]) => `${name} was touched`);
  },
};

const KEPT: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace']);
/** Copied from Services, labels and all; and what is the operator's own. */
const NOT_ASKED: ReadonlySet<string> = new Set(['Endpoints', 'EndpointSlice', 'MeshInstall', 'Event', 'Lease']);

const isAsked = ({ kind, apiVersion }: ServedKind): boolean =>
  !NOT_ASKED.has(kind) && !/^(authentication|authorization)\.k8s\.io\//.test(apiVersion);

/** Every object of the cluster, of whatever kind, that the operator has applied. */
async function ours(client: KubeClient): Promise<Manifest[]> {
  client.discovery.invalidate();
  const kinds = (await client.discovery.servedKinds()).filter(isAsked);
  // Kinds that can only be created cannot be listed.
  const lists = await Promise.all(kinds.map((kind) => client.list(kind).catch(() => ({ items: [] }))));
  return lists.flatMap(({ items }) => items).filter((object) => isLabelled(object) || isApplied(object));
}

const isLabelled = ({ metadata }: Manifest): boolean => metadata.labels?.[LABELS.mesh] === MESH.name;

const isApplied = ({ metadata }: Manifest): boolean =>
  ((metadata.managedFields ?? []) as { manager: string }[]).some(({ manager }) => manager === FIELD_MANAGER);
