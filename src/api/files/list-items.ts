/** The items of a List or MeshInstallList, as `kubectl get -o yaml` prints one, and of lists in it; anything else is itself. */
export function itemsOf(document: unknown): unknown[] {
  const { kind, items } = (document ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
    ? items.flatMap(itemsOf)
    : [document];
}
