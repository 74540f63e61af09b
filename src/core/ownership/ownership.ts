import { LABELS } from '../../api/components.ts';
import type { Manifest, ObjectMeta } from '../../api/manifest.ts';
import type { RuntimeObject } from '../../api/runtime-objects.ts';
import { isKept } from './kept.ts';
import { describeObject } from '../model/object-id.ts';

/**
 * The uid of the MeshInstall that an object was applied for. An annotation and not an owner reference: restored from a
 * backup, or deleted with --cascade=foreground, an owner reference would let the garbage collector take the whole mesh
 * at once and out of order.
 */
export const OWNER_ANNOTATION = 'meshwright.dev/owner';

/** Who keeps an object. */
export interface Owner {
  readonly mesh: string;
  readonly uid: string;
}

/** True when the live object is ours to delete: it carries our mesh's label and was applied for this MeshInstall. */
export function isOurs(live: { metadata: ObjectMeta }, owner: Owner): boolean {
  const { labels, annotations } = live.metadata;
  return labels?.[LABELS.mesh] === owner.mesh && annotations?.[OWNER_ANNOTATION] === owner.uid;
}

/** Kinds that meshes share: whoever comes first creates them, nobody deletes them. */
const SHARED_KINDS: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition']);

/** A copy that says for which MeshInstall it is applied; shared kinds are nobody's. */
export function withOwner(manifest: Manifest, owner: Owner): Manifest {
  if (SHARED_KINDS.has(manifest.kind)) return manifest;
  const annotations = { ...manifest.metadata.annotations, [OWNER_ANNOTATION]: owner.uid };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** Two would-be owners of one object. */
export interface OwnershipConflict {
  readonly object: Manifest;
  /** Who has it now, for people. */
  readonly owner: string;
  /** True when `spec.adoption` can settle it: no other MeshInstall has the object. */
  readonly adoptable: boolean;
  /** The MeshInstall that it was applied for, where that is gone: it was observed, or let go before its mesh was. */
  readonly leftBy?: string;
}

/** Who wants an object, and who else may have it. */
export interface Claimant {
  readonly mesh: string;
  /** Every MeshInstall of the cluster, by name. */
  readonly meshes: ReadonlySet<string>;
}

/** The conflict, if a live object that we want to apply belongs to somebody else. */
export function conflictOver(
  wanted: Manifest,
  live: Manifest | undefined,
  { mesh, meshes }: Claimant,
): OwnershipConflict | undefined {
  if (live === undefined || SHARED_KINDS.has(wanted.kind)) return undefined;
  const { labels, annotations } = live.metadata;
  const other = labels?.[LABELS.mesh];
  if (other === mesh) return undefined;
  const owner = signatureOf(labels, annotations) ?? 'somebody who left no name';
  if (other === undefined) return { object: wanted, owner, adoptable: true };
  if (meshes.has(other)) return { object: wanted, owner, adoptable: false };
  // What a deletion keeps, it keeps for whoever comes next.
  return isKept(live) ? undefined : { object: wanted, owner, adoptable: true, leftBy: other };
}

/** True for kinds that every mesh may apply and none owns. */
export const isShared = ({ kind }: Manifest): boolean => SHARED_KINDS.has(kind);

/** Who says that an object is theirs, for people; undefined when nobody does. */
function signatureOf(labels: ObjectMeta['labels'] = {}, annotations: ObjectMeta['annotations'] = {}) {
  const mesh = labels[LABELS.mesh];
  if (mesh !== undefined) return `MeshInstall "${mesh}"`;
  const release = annotations['meta.helm.sh/release-name'] ?? labels['release'];
  if (release !== undefined) return `Helm release "${release}"`;
  const manager = labels[LABELS.managedBy];
  return manager === undefined ? undefined : `"${manager}"`;
}

interface Webhook {
  readonly clientConfig?: { readonly service?: { readonly name: string; readonly namespace: string } };
}

/** True when somebody has put their name on the object. */
export const isSigned = ({ metadata: { labels, annotations } }: Manifest): boolean =>
  signatureOf(labels, annotations) !== undefined;

/**
 * True when the live object is what programs in this namespace make by themselves: every webhook of it sends to the
 * Service in that namespace, and no operator keeps it.
 */
export function isRuntimeObjectIn(namespace: string, { service }: RuntimeObject, live: Manifest): boolean {
  if (live.metadata.labels?.[LABELS.mesh] !== undefined) return false;
  const webhooks = (live['webhooks'] ?? []) as Webhook[];
  return webhooks.every(
    ({ clientConfig }) => clientConfig?.service?.name === service && clientConfig.service.namespace === namespace,
  );
}

/** So many objects are named; a mesh has more than anybody reads. */
const NAMED = 5;

/** For status and events, one sentence per owner: what, who has it, what to do. */
export function describeConflicts(conflicts: readonly OwnershipConflict[], mesh: string): string {
  const byOwner = Map.groupBy(conflicts, ({ owner }) => owner);
  return [...byOwner].map(([owner, theirs]) => describeShared(owner, theirs, mesh)).join('; ');
}

function describeShared(owner: string, conflicts: readonly OwnershipConflict[], mesh: string): string {
  const [first = '', ...others] = conflicts.map(({ object }) => describeObject(object));
  const leftBy = conflicts[0]?.leftBy;
  const more = others.length >= NAMED ? [`${others.length - NAMED + 1} more`] : [];
  const also = others.length === 0 ? '' : ` (as ${[...others.slice(0, NAMED - 1), ...more].join(', ')} do)`;
  const it = others.length === 0 ? 'the object' : 'the objects';
  if (leftBy !== undefined)
    return `${first} is left of ${owner}, which is gone${also}; take over with spec.adoption: Adopt, call the MeshInstall "${leftBy}" again, or delete ${it}`;
  const adopt = conflicts.every(({ adoptable }) => adoptable) ? ', or take over with spec.adoption: Adopt' : '';
  return `${first} exists and belongs to ${owner}, not to MeshInstall "${mesh}"${also}; remove one of the two, or delete ${it}${adopt}`;
}
