import type { Manifest } from '../api/manifest.ts';
import { idOf, refOf } from '../core/model/object-id.ts';
import { isAlreadyExists } from '../kube/errors.ts';
import type { KubeClient, WriteOptions } from '../kube/operations.ts';
import { patchIfUnchanged, type PatchContext } from './patch-if-unchanged.ts';

/** An entry of managedFields: who set fields, and by which kind of write. */
interface FieldsRecord {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
}

/**
 * Creates by POST what server-side apply cannot create as it should be: a Deployment with a number of pods that is
 * nobody's from then on, and a Service with fixed node ports. Kubernetes (seen with 1.21 and 1.36) allocates the ports
 * of an applied Service before it stores it; a client that dies in between leaves them allocated to nobody for minutes,
 * and every later apply is refused. POST gives them back.
 */
export async function createFirst(
  client: Pick<KubeClient, 'create'>,
  object: Manifest,
  options: WriteOptions,
): Promise<void> {
  try {
    await client.create(object, options);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/** What making sure of the owner works with. */
type OwnContext = PatchContext & { readonly client: Pick<KubeClient, 'get' | 'patch'> };

/**
 * Takes from managedFields what `fieldManager` owns by POST or patch: next to what it owns by apply, such a record
 * keeps fields alive that it no longer applies. Costs a request only when there is such a record.
 * @param applied the object as the apiserver just returned it
 */
export async function ownByApplyOnly(context: OwnContext, applied: Manifest): Promise<Manifest> {
  const { client, fieldManager, signal } = context;
  let answer: Manifest | undefined = applied;
  const read = async (): Promise<Manifest | undefined> => {
    const latest = answer ?? (await client.get(refOf(idOf(applied)), { signal }));
    answer = undefined;
    return latest;
  };
  const now = await patchIfUnchanged(context, read, ({ metadata }) => {
    const records = (metadata.managedFields ?? []) as readonly FieldsRecord[];
    const index = records.findIndex((record) => isUpdateBy(fieldManager, record));
    return index < 0 ? [] : [{ op: 'remove', path: `/metadata/managedFields/${index}` }];
  });
  return now ?? applied;
}

const isUpdateBy = (fieldManager: string, { manager, operation, subresource }: FieldsRecord): boolean =>
  manager === fieldManager && operation === 'Update' && subresource === undefined;
