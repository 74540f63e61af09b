/** Labels of a namespace. */
export type NamespaceLabels = Readonly<Record<string, string>>;

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';

/**
 * Whose injector takes pods of a namespace: `old`, a revision of the target, or nobody's (undefined). The old one looks at
 * `istio-injection` alone; that of a revision leaves namespaces alone that have this label, whatever it says.
 */
export function labelOf(labels: NamespaceLabels): string | undefined {
  const injection = labels[INJECTION];
  if (injection === 'enabled') return 'old';
  return injection === undefined ? labels[REVISION] : undefined;
}

/** True where the labels ask somebody to inject. */
export const isLabelled = (labels: NamespaceLabels): boolean =>
  labels[INJECTION] === 'enabled' || labels[REVISION] !== undefined;

/** What of the labels contradicts; undefined where nothing does. @param revisions that somebody injects for, if known */
export function contradictionIn(
  labels: NamespaceLabels,
  revisions: ReadonlySet<string> | undefined,
): string | undefined {
  const { [INJECTION]: injection, [REVISION]: revision } = labels;
  if (revision === undefined) return undefined;
  if (injection === 'enabled')
    return `has ${INJECTION}=enabled beside ${REVISION}=${revision}: the old injector takes its pods; remove ${INJECTION}`;
  if (injection !== undefined)
    return `has ${INJECTION}=${injection} beside ${REVISION}=${revision}: nobody injects; remove ${INJECTION}`;
  if (revisions === undefined || revisions.has(revision)) return undefined;
  const known = revisions.size === 0 ? 'there is none' : `there is ${[...revisions].sort().join(', ')}`;
  return `has ${REVISION}=${revision}, and no webhook injects for that revision; ${known}`;
}
