import type { Manifest } from '../api/manifest.ts';
import type { MeshInstall } from '../api/meshinstall.ts';
import { identityOf, refOf } from '../core/object-id.ts';
import { conflictOver, describeConflict } from '../core/ownership.ts';
import type { Verdict } from '../core/verdict.ts';
import { KindNotServedError } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';
import type { PassContext } from './context.ts';

type Refusal = Extract<Verdict, { kind: 'refused' }>;

const namespaceOf = ({ spec }: MeshInstall): string => spec.namespace ?? 'istio-system';

/** Of two meshes over one namespace the older goes on; of two of the same age, the first by name. */
export function namespaceTaken(install: MeshInstall, others: readonly MeshInstall[]): Refusal | undefined {
  const age = ({ metadata }: MeshInstall): string => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
  const rival = others.find(
    (other) =>
      other.metadata.name !== install.metadata.name &&
      namespaceOf(other) === namespaceOf(install) &&
      age(other) < age(install),
  );
  if (rival === undefined) return undefined;
  const message = `spec.namespace: "${namespaceOf(install)}": is taken by MeshInstall "${rival.metadata.name}"; choose another namespace, or delete one of the two.`;
  return { kind: 'refused', reason: 'NamespaceTaken', message };
}

/**
 * Looks for objects that exist and belong to somebody else, before anything is written. Only objects that are not yet
 * in the inventory are asked for, one metadata list per kind and namespace, so that a settled mesh costs nothing.
 */
export async function foreignObjects(
  { client, install, signal }: Pick<PassContext, 'client' | 'install' | 'signal'>,
  manifests: readonly Manifest[],
): Promise<Refusal | undefined> {
  const known = new Set((install.status?.inventory ?? []).map((id) => identityOf(refOf(id))));
  const unknown = manifests.filter((manifest) => !known.has(identityOf(manifest)));
  const groups = Map.groupBy(
    unknown,
    ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace ?? ''}`,
  );
  const conflicts = await Promise.all(
    [...groups.values()].map(async (wanted) => {
      const live = await namesakes(client, wanted, signal);
      return wanted.flatMap((m) => conflictOver(m, live.get(m.metadata.name), install.metadata.name) ?? []);
    }),
  );
  const found = conflicts.flat();
  if (found.length === 0) return undefined;
  const message = found.map((conflict) => describeConflict(conflict, install.metadata.name)).join('; ');
  return { kind: 'refused', reason: 'OwnershipConflict', message };
}

/** What exists of the kind and namespace of these objects, by name. A kind that is not served has nothing. */
async function namesakes(
  client: KubeClient,
  wanted: readonly Manifest[],
  signal: AbortSignal,
): Promise<Map<string, Manifest>> {
  const [first] = wanted;
  if (first === undefined) return new Map();
  const { namespace } = first.metadata;
  try {
    const options = { ...(namespace !== undefined && { namespace }), metadataOnly: true, signal };
    const { items } = await client.list(first, options);
    return new Map(items.map((item) => [item.metadata.name, item]));
  } catch (error) {
    if (error instanceof KindNotServedError) return new Map();
    throw error;
  }
}
