import type { Manifest, ObjectRef } from '../../api/manifest.ts';

/**
 * The id of an object as text: `apiVersion/Kind/namespace/name`, with an empty namespace for cluster-scoped objects.
 * Text, because the inventory lives in status and is compared, sorted and read by people.
 */
export type ObjectId = string;

/** The id of an object or of a reference to one. */
export function idOf(object: Manifest | ObjectRef): ObjectId {
  const { namespace = '', name } = 'metadata' in object ? object.metadata : object;
  return `${object.apiVersion}/${object.kind}/${namespace}/${name}`;
}

/** The reference behind an id. @throws RangeError when the text is not an id. */
export function refOf(id: ObjectId): ObjectRef {
  const parts = id.split('/');
  const [name, namespace, kind] = [parts.pop(), parts.pop(), parts.pop()];
  const apiVersion = parts.join('/');
  if (!name || namespace === undefined || !kind || apiVersion === '') throw new RangeError(`not an object id: "${id}"`);
  return { apiVersion, kind, ...(namespace !== '' && { namespace }), name };
}

/**
 * What stays the same when an object moves to another version of its API: `group/Kind/namespace/name`. Two ids with
 * the same identity are one object in the cluster.
 */
export function identityOf(object: Manifest | ObjectRef): string {
  const [group, version] = object.apiVersion.split('/');
  const id = idOf(object);
  return `${version === undefined ? '' : String(group)}${id.slice(object.apiVersion.length)}`;
}

/** As people write it: `Deployment istio-system/istio-pilot`. */
export function describeObject(object: Manifest | ObjectRef): string {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
