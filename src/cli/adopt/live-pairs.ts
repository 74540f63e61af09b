import { isDeepStrictEqual } from 'node:util';
import { LABELS } from '../../api/components.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import { goesAtAdoption, type Leftovers, type Pair } from '../../core/ownership/adoption-report.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { isShared } from '../../core/ownership/ownership.ts';
import type { HeldField } from '../../core/ownership/field-set.ts';
import { idOf, refOf } from '../../core/model/object-id.ts';
import { ApiError, isForbidden, isNotFound, KindNotServedError } from '../../kube/errors.ts';
import type { KindRef, KubeClient, ServedKind } from '../../kube/operations.ts';
import { completed } from '../diff/wanted.ts';
import { INIT_RELEASE, OF_INIT, UNLABELLED } from './chart-leftovers.ts';

/** Every object that is asked for, with what there is of its name and what of that would go. */
export function pairsOf(
  client: KubeClient,
  manifests: readonly Manifest[],
  capabilities: Capabilities,
): Promise<Pair[]> {
  return Promise.all(
    manifests.map(async (rendered): Promise<Pair> => {
      const live = await client.get(refOf(idOf(rendered)));
      const manifest = isPodOwner(rendered) ? rendered : completed(rendered, live, capabilities);
      if (live === undefined || isShared(manifest)) return { manifest, live };
      return { manifest, live, goes: await leaving(client, live, goesAtAdoption(live, manifest)) };
    }),
  );
}

/** Fields that the apiserver does not fill in again: what it puts back by default does not really go. */
async function leaving(client: KubeClient, live: Manifest, fields: readonly HeldField[]): Promise<HeldField[]> {
  if (fields.length === 0) return [];
  const removals = fields.map(({ pointer }) => ({ op: 'remove', path: pointer })).reverse();
  try {
    const without = await client.patch(refOf(idOf(live)), removals, { type: 'json', dryRun: true });
    return fields.filter(({ pointer }) => !isDeepStrictEqual(at(without, pointer), at(live, pointer)));
  } catch (error) {
    // Not to be had without these fields, whatever else is sent along: then which of them go cannot be told.
    if (error instanceof ApiError && (error.code === 422 || isForbidden(error))) return [...fields];
    throw error;
  }
}

function at(object: unknown, pointer: string): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null
        ? (node as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')]
        : undefined,
    object,
  );
}

/** Made from other objects, or about them. */
const DERIVED = new Set(['Endpoints', 'EndpointSlice', 'ReplicaSet', 'Pod', 'ControllerRevision', 'Event', 'Lease']);

/** Where the mesh is to be, and which MeshInstalls there are. */
interface Surroundings {
  readonly namespace: string;
  readonly meshes: ReadonlySet<string>;
}

/** What belongs to the releases, or to meshes that are gone, that the objects come from, and is not asked for. */
export async function leftoversOf(
  client: KubeClient,
  pairs: readonly Pair[],
  { namespace, meshes }: Surroundings,
): Promise<Leftovers> {
  const named = (nameOf: (live: Manifest | undefined) => string | undefined): string[] =>
    [...new Set(pairs.flatMap(({ live }) => nameOf(live) ?? []))].sort();
  const [releases, gone] = [named(releaseOf), named(meshOf).filter((mesh) => !meshes.has(mesh))];
  const [ofReleases, ofMeshes] = await Promise.all([
    releases.length === 0 ? NOTHING : leftByReleases(client, releases, namespace),
    gone.length === 0 ? [] : labelled(client, LABELS.mesh, gone),
  ]);
  const unknown = new Map([...ofReleases.unknown, ...ofMeshes].map((object) => [idOf(object), object]));
  return { unknown: [...unknown.values()].filter(standsAlone).sort(byId), records: ofReleases.records };
}

const NOTHING: Leftovers = { unknown: [], records: [] };

async function leftByReleases(client: KubeClient, releases: readonly string[], namespace: string): Promise<Leftovers> {
  const found = await Promise.all([
    labelled(client, 'release', releases),
    ...OF_INIT.kinds.map((kind) => listed(client, kind, { labelSelector: OF_INIT.selector })),
    ...UNLABELLED.map((kind) => unlabelled(client, kind, namespace)),
  ]);
  return { unknown: found.flat(), records: await recordsOf(client, [...releases, INIT_RELEASE]) };
}

/** Objects of every kind whose label has one of these values. */
async function labelled(client: KubeClient, label: string, values: readonly string[]): Promise<Manifest[]> {
  const kinds = everyKind(await client.discovery.servedKinds());
  const labelSelector = `${label} in (${values.join(',')})`;
  return (await Promise.all(kinds.map((kind) => listed(client, kind, { labelSelector })))).flat();
}

async function unlabelled(
  client: KubeClient,
  { name, clusterWide, ...kind }: (typeof UNLABELLED)[number],
  namespace: string,
): Promise<Manifest[]> {
  const all = await listed(client, kind, clusterWide === true ? {} : { namespace });
  return all.filter(({ metadata }) => name.test(metadata.name));
}

async function recordsOf(client: KubeClient, releases: readonly string[]): Promise<Manifest[]> {
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const names = releases.join(',');
  const records = await Promise.all([
    ...[{ apiVersion: 'v1', kind: 'ConfigMap' }, secret].map((kind) =>
      listed(client, kind, { labelSelector: `OWNER=TILLER,NAME in (${names})` }),
    ),
    listed(client, secret, { labelSelector: `owner=helm,name in (${names})` }),
  ]);
  return records.flat().sort(byId);
}

const releaseOf = (live: Manifest | undefined): string | undefined =>
  live?.metadata.annotations?.['meta.helm.sh/release-name'] ?? live?.metadata.labels?.['release'];

const meshOf = (live: Manifest | undefined): string | undefined => live?.metadata.labels?.[LABELS.mesh];

/** Every kind once, in whichever version comes first. */
function everyKind(kinds: readonly ServedKind[]): ServedKind[] {
  const group = ({ apiVersion }: KindRef): string => apiVersion.split('/').slice(0, -1).join('/');
  const byName = new Map([...kinds].reverse().map((kind) => [`${group(kind)}/${kind.kind}`, kind]));
  return [...byName.values()].filter(({ kind }) => !DERIVED.has(kind));
}

const standsAlone = ({ metadata }: Manifest): boolean => (metadata.ownerReferences ?? []).length === 0;

const byId = (a: Manifest, b: Manifest): number => (idOf(a) < idOf(b) ? -1 : 1);

/** Metadata only: what Secrets hold is nobody's business here. Kinds that cannot be listed have nothing to show. */
async function listed(
  client: KubeClient,
  kind: KindRef,
  which: { readonly labelSelector?: string; readonly namespace?: string },
): Promise<Manifest[]> {
  try {
    return (await client.list(kind, { ...which, metadataOnly: true })).items;
  } catch (error) {
    const cannot = error instanceof KindNotServedError || isNotFound(error) || isForbidden(error);
    if (cannot || (error instanceof ApiError && error.code === 405)) return [];
    throw error;
  }
}
