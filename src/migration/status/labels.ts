import type { Manifest } from '../../api/manifest.ts';
import { labelsOf } from '../reading.ts';

/** Labels of a namespace. */
export type NamespaceLabels = Readonly<Record<string, string>>;

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';

/** Who injects in a cluster. */
export interface Injectors {
  /** The webhook of a classic mesh is there. */
  readonly old: boolean;
  /** Words that a namespace may have as its revision, and the revision that each is: tags lead to one. */
  readonly revisions: ReadonlyMap<string, string>;
}

/** Reads who injects from webhook configurations: those of the target have labels for it (chart istiod). */
export function injectorsIn(webhooks: readonly Manifest[]): Injectors {
  const revisions = webhooks.flatMap((webhook): [string, string][] => {
    const { [REVISION]: revision, [TAG]: tag } = labelsOf(webhook);
    const word = tag ?? revision;
    return word === undefined ? [] : [[word, revision ?? word]];
  });
  const old = webhooks.some(
    (webhook) =>
      webhook.metadata.name.startsWith('istio-sidecar-injector') && labelsOf(webhook)[REVISION] === undefined,
  );
  return { old, revisions: new Map(revisions) };
}

/** True where the labels ask somebody to inject. */
export const isLabelled = (labels: NamespaceLabels): boolean =>
  labels[INJECTION] === 'enabled' || labels[REVISION] !== undefined;

/**
 * Whose injector takes pods of a namespace: `old`, a revision of the target, or nobody's (undefined). The old one looks at
 * `istio-injection` alone, and so does the default one of the target; that of another revision leaves namespaces alone that
 * have this label, whatever it says.
 */
export function labelOf(labels: NamespaceLabels, injectors?: Injectors): string | undefined {
  const { [INJECTION]: injection, [REVISION]: revision } = labels;
  if (injection === 'enabled') return injectors?.old === false ? (injectors.revisions.get(DEFAULT) ?? 'old') : 'old';
  if (injection !== undefined || revision === undefined) return undefined;
  return injectors?.revisions.get(revision) ?? revision;
}

/** The tag by which an injector of the target takes `istio-injection=enabled`. */
const DEFAULT = 'default';

/** What of the labels contradicts; undefined where nothing does. */
export function contradictionIn(labels: NamespaceLabels, injectors: Injectors | undefined): string | undefined {
  const { [INJECTION]: injection, [REVISION]: revision } = labels;
  const isTwice = injectors?.old === true && injectors.revisions.has(DEFAULT);
  if (injection === 'enabled' && isTwice)
    return `has ${INJECTION}=enabled, which the old injector takes, and the default one of the target: give that no tag default yet`;
  if (revision === undefined) return undefined;
  if (injection === 'enabled')
    return `has ${INJECTION}=enabled beside ${REVISION}=${revision}: the old injector takes its pods; remove ${INJECTION}`;
  if (injection !== undefined)
    return `has ${INJECTION}=${injection} beside ${REVISION}=${revision}: nobody injects; remove ${INJECTION}`;
  if (injectors === undefined || injectors.revisions.has(revision)) return undefined;
  const words = [...injectors.revisions.keys()].sort();
  const known = words.length === 0 ? 'there is none' : `there is ${words.join(', ')}`;
  return `has ${REVISION}=${revision}, and no webhook injects for that revision; ${known}`;
}
