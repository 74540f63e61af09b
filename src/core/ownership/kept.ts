import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { identityOf } from '../model/object-id.ts';

/**
 * Kinds that reconcile, upgrade and prune never delete: what hangs on them is the user's. Deleting a CRD deletes every
 * resource of its kind, deleting a Namespace everything in it, and the CA's Secret is the root of all trust.
 */
const KEPT_KINDS: ReadonlySet<string> = new Set([
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  '/Secret',
  '/PersistentVolumeClaim',
]);

/** True for objects that are kept even when nothing asks for them any more. */
export function isKept(object: Manifest | ObjectRef): boolean {
  return KEPT_KINDS.has(identityOf(object).split('/', 2).join('/'));
}
