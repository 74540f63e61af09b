import type { Manifest } from '../api/manifest.ts';
import { idOf, refOf } from '../core/object-id.ts';
import { isAlreadyExists } from '../kube/errors.ts';
import type { KubeClient, WriteOptions } from '../kube/operations.ts';

/** An entry of managedFields: who set fields, and by which kind of write. */
interface FieldsRecord {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
}

/**
 * Creates by POST what server-side apply cannot create safely: a Service with fixed node ports. Kubernetes (seen with
 * 1.21 and 1.36) allocates the ports of an applied Service before it stores it; a client that dies in between leaves
 * them allocated to nobody for minutes, and every later apply is refused. POST gives them back.
 */
export async function createFirst(client: KubeClient, object: Manifest, options: WriteOptions): Promise<void> {
  try {
    await client.create(object, options);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/**
 * Takes from managedFields what `manager` owns by POST or patch: next to what it owns by apply, such a record keeps
 * fields alive that it no longer applies. Costs a request only when there is such a record.
 */
export async function ownByApplyOnly(client: KubeClient, live: Manifest, options: WriteOptions): Promise<Manifest> {
  const { managedFields = [], resourceVersion } = live.metadata;
  const records = managedFields as readonly FieldsRecord[];
  const index = records.findIndex(
    ({ manager, operation, subresource }) =>
      manager === options.fieldManager && operation === 'Update' && subresource === undefined,
  );
  if (index < 0) return live;
  const seen = { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion };
  const removal = { op: 'remove', path: `/metadata/managedFields/${index}` };
  return client.patch(refOf(idOf(live)), [seen, removal], { ...options, type: 'json' });
}
