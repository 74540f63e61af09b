import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { NAMESPACE_IS_IMMUTABLE } from '../../api/spec/index.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import { identityOf, idOf, refOf } from '../../core/model/object-id.ts';
import { claimants, precedes } from '../../core/ownership/claims.ts';
import { conflictOver, describeConflicts, isShared, type OwnershipConflict } from '../../core/ownership/ownership.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import { KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Desired } from '../pass/desired.ts';
import type { Subject } from '../pass/subject.ts';
import { isToAdopt, type RuntimeObjectsContext } from './runtime-objects.ts';

/** Where to look for objects of others. */
export type ConflictContext = RuntimeObjectsContext &
  Pick<Subject, 'signal'> & {
    readonly client: Pick<KubeClient, 'get' | 'list'>;
    readonly cache: Pick<LiveCache, 'live' | 'installs'>;
  };

type Refusal = Extract<PassOutcome, { kind: 'rejected' }>;

/**
 * A mesh does not move. The rule of the CRD says so, but Kubernetes before 1.25 does not check rules; there the mesh
 * would be built again elsewhere, with another root of trust. Where it is, its inventory tells.
 */
export function namespaceMoved(install: MeshInstall): Refusal | undefined {
  const refs = (install.status?.inventory ?? []).map(refOf);
  const { namespace } = refs.find(({ kind, name }) => kind === 'ConfigMap' && name === MESH_CONFIG) ?? {};
  if (namespace === undefined || namespace === namespaceOf(install)) return undefined;
  const message = `spec.namespace: "${namespaceOf(install)}": ${NAMESPACE_IS_IMMUTABLE}. The mesh is in "${namespace}".`;
  return { kind: 'rejected', reason: 'InvalidSpec', message };
}

/** The ConfigMap that every mesh has, in its own namespace. */
const MESH_CONFIG = 'istio';

/** Of two meshes over one namespace the older goes on; of two of the same age, the first by name. */
export function namespaceTaken(install: MeshInstall, others: readonly MeshInstall[]): Refusal | undefined {
  const [rival] = claimants(others.filter((other) => namespaceOf(other) === namespaceOf(install)));
  if (rival === undefined || !precedes(rival, install)) return undefined;
  const message = `spec.namespace: "${namespaceOf(install)}": is taken by MeshInstall "${rival.metadata.name}"; choose another namespace, or delete one of the two.`;
  return { kind: 'rejected', reason: 'NamespaceTaken', message };
}

/**
 * Looks for objects that exist and belong to somebody else, before anything is written: one answer of metadata per kind
 * and namespace, and none for a namespace that is still to come. Objects of the inventory are ours and not asked for, so that a settled mesh costs nothing; but where
 * others may be taken over, the inventory also names what is to be and is not yet. What programs of the mesh made is
 * nobody else's.
 */
export async function foreignObjects(
  inspect: ConflictContext,
  { manifests, spec }: Pick<Desired, 'manifests' | 'spec'>,
): Promise<OwnershipConflict[]> {
  const { client, install, cache, signal } = inspect;
  const mesh = install.metadata.name;
  const known = new Set((install.status?.inventory ?? []).map((id) => identityOf(refOf(id))));
  const isOurs = (manifest: Manifest): boolean =>
    known.has(identityOf(manifest)) && (spec.adoption === 'Refuse' || isClaimed(cache.live(manifest), mesh));
  const unknown = manifests.filter((m) => !isShared(m) && !isOurs(m) && !isToAdopt(inspect, m));
  const groups = Map.groupBy(
    unknown,
    ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace ?? ''}`,
  );
  const isThere = namespacesIn(inspect);
  const meshes = new Set(cache.installs().map(({ metadata }) => metadata.name));
  const conflicts = await Promise.all(
    [...groups.values()].map(async (wanted) => {
      const live = (await isThere(wanted)) ? await namesakes(client, wanted, signal) : new Map<string, Manifest>();
      return wanted.flatMap((m) => conflictOver(m, live.get(m.metadata.name), { mesh, meshes }) ?? []);
    }),
  );
  return conflicts.flat();
}

/** What another MeshInstall left carries the name of that one until it is claimed. */
const isClaimed = (live: Manifest | undefined, mesh: string): boolean => live?.metadata.labels?.[LABELS.mesh] === mesh;

/** The refusal, unless the spec asks to take over what is there, and all of it can be. */
export function ownershipRefusal(
  found: readonly OwnershipConflict[],
  { name, adoption }: { readonly name: string; readonly adoption: ResolvedSpec['adoption'] },
): Refusal | undefined {
  const refused = adoption === 'Adopt' ? found.filter(({ adoptable }) => !adoptable) : found;
  if (refused.length === 0) return undefined;
  return { kind: 'rejected', reason: 'OwnershipConflict', message: describeConflicts(refused, name) };
}

/**
 * Whether the namespace of objects of one kind is there, asked once for each. A mesh with an inventory has one, and
 * what has none is in the cluster.
 */
function namespacesIn({
  client,
  install,
  signal,
}: ConflictContext): (objects: readonly Manifest[]) => Promise<boolean> {
  const isNew = (install.status?.inventory ?? []).length === 0;
  const asked = new Map<string, Promise<boolean>>();
  const ask = async (name: string): Promise<boolean> =>
    (await client.get({ apiVersion: 'v1', kind: 'Namespace', name }, { metadataOnly: true, signal })) !== undefined;
  return ([object]) => {
    const name = object?.metadata.namespace;
    if (name === undefined || !isNew) return Promise.resolve(true);
    const answer = asked.get(name) ?? ask(name);
    asked.set(name, answer);
    return answer;
  };
}

/**
 * What exists of the kind and namespace of these objects, by name. One object is asked for by its name: a list would
 * hold those of all other meshes, too. A kind that is not served has nothing.
 */
async function namesakes(
  client: ConflictContext['client'],
  wanted: readonly Manifest[],
  signal: AbortSignal,
): Promise<Map<string, Manifest>> {
  const [first, ...more] = wanted;
  if (first === undefined) return new Map();
  const { apiVersion, kind, metadata } = first;
  const inNamespace = metadata.namespace !== undefined && { namespace: metadata.namespace };
  try {
    const options = { metadataOnly: true, signal };
    const items =
      more.length === 0
        ? [await client.get(refOf(idOf(first)), options)].filter((item) => item !== undefined)
        : (await client.list({ apiVersion, kind }, { ...options, ...inNamespace })).items;
    return new Map(items.map((item) => [item.metadata.name, item]));
  } catch (error) {
    if (error instanceof KindNotServedError) return new Map();
    throw error;
  }
}
