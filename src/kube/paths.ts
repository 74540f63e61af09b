import type { ServedKind } from './operations.ts';

/** `/apis/apps/v1/namespaces/istio-system/deployments`; without a namespace, the path over all namespaces. */
export function collectionPath({ apiVersion, resource, namespaced }: ServedKind, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource}`;
}

/** The path of one object, or of one of its subresources. @throws Error when a namespaced object has no namespace */
export function objectPath(
  kind: ServedKind,
  object: { namespace?: string | undefined; name: string },
  subresource?: string,
): string {
  if (kind.namespaced && object.namespace === undefined) {
    throw new Error(`${kind.kind} ${object.name} needs a namespace`);
  }
  const path = `${collectionPath(kind, object.namespace)}/${encodeURIComponent(object.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}
