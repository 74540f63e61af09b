import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { digestOf } from '../model/digest.ts';
import { firstDrift, type Drift } from '../drift/drift.ts';
import { keepingNewerCrd } from './newer-crd.ts';
import { withOthersPullSecrets } from './pull-secrets.ts';
import { isPodOwner } from '../model/workloads.ts';
import { OWNER_ANNOTATION, type Owner } from './ownership.ts';
import { managedFieldsAfterTakeover } from './takeover.ts';

/**
 * On a workload that was taken over: digest of the pod template that we would have sent then. As long as we would send
 * the same, the pods stay as they were found; another release or another setting brings ours.
 */
export const ADOPTED_TEMPLATE = 'meshwright.dev/adopted-template';

/** On a workload that was taken over: the pod template that it was found with, as JSON. */
export const PRESERVED_TEMPLATE = 'meshwright.dev/kept-template';

interface WorkloadSpec {
  readonly template?: { readonly metadata?: { readonly labels?: Record<string, string> } };
  readonly selector?: { readonly matchLabels?: Record<string, string> };
  readonly [field: string]: unknown;
}

const specOf = (workload: Manifest): WorkloadSpec => (workload['spec'] ?? {}) as WorkloadSpec;
const templateDigest = (workload: Manifest): string => digestOf(specOf(workload).template);
const adoptedTemplate = ({ metadata }: Manifest): string | undefined => metadata.annotations?.[ADOPTED_TEMPLATE];

/**
 * A manifest as it can be sent to what is there. ServiceAccounts keep the pull secrets of others, and CRDs the versions
 * of a newer Istio. Of workloads, only what
 * somebody else made is concerned: their pods are kept while the template is the one they were adopted with, and their selector always, because
 * it is immutable. Helm 2 left selectors that name chart and release; our pods carry these labels, too, and the
 * Services still find them by their own.
 */
export function besideLive(manifest: Manifest, live: Manifest | undefined): Manifest {
  if (live === undefined || !isPodOwner(manifest)) return keepingNewerCrd(withOthersPullSecrets(manifest, live), live);
  return adoptedTemplate(live) === templateDigest(manifest) ? withoutPods(manifest) : withLiveSelector(manifest, live);
}

/** A workload without what runs, noted with what it would run if it were ours alone. */
export function withoutPods(manifest: Manifest): Manifest {
  const { template: _, selector: __, ...spec } = specOf(manifest);
  return { ...annotated(manifest, ADOPTED_TEMPLATE, templateDigest(manifest)), spec };
}

function annotated(manifest: Manifest, name: string, value: string): Manifest {
  const annotations = { ...manifest.metadata.annotations, [name]: value };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** A workload behind the selector that is there, if our pods may carry its labels; else as it is. */
export function withLiveSelector(manifest: Manifest, live: Manifest): Manifest {
  const { template, selector, ...spec } = specOf(manifest);
  const { selector: liveSelector } = specOf(live);
  const labels = template?.metadata?.labels ?? {};
  const found = Object.entries(liveSelector?.matchLabels ?? {});
  // A selector that contradicts what our pods are cannot be kept: the Services would not find them.
  const fits = found.length > 0 && found.every(([name, value]) => (labels[name] ?? value) === value);
  if (!fits || digestOf(selector) === digestOf(liveSelector)) return manifest;
  const metadata = { ...template?.metadata, labels: { ...labels, ...Object.fromEntries(found) } };
  return { ...manifest, spec: { ...spec, selector: liveSelector, template: { ...template, metadata } } };
}

/** A pod template that was kept and that somebody edited since. */
export interface EditedTemplate {
  readonly kept: object;
  readonly drift: Drift;
}

/**
 * Where a kept pod template is no longer as it was found, and what it was. What others add to it, such as the mark of
 * `kubectl rollout restart`, is no edit.
 */
export function editedTemplate(manifest: Manifest, live: Manifest | undefined): EditedTemplate | undefined {
  if (live === undefined || specOf(manifest).template !== undefined) return undefined;
  const kept = preservedTemplate(live);
  const drift = kept === undefined ? undefined : firstDrift(kept, specOf(live).template, 'spec.template');
  return kept === undefined || drift === undefined ? undefined : { kept, drift };
}

/** What an annotation says may be wrong: then nobody knows what was kept. */
function preservedTemplate({ metadata }: Manifest): object | undefined {
  try {
    const template: unknown = JSON.parse(metadata.annotations?.[PRESERVED_TEMPLATE] ?? 'null');
    return typeof template === 'object' && template !== null && 'spec' in template ? template : undefined;
  } catch {
    return undefined;
  }
}

/** True when sending this gives up pods that were kept: what others hold of them has to be taken over first. */
export function endsPreserving(manifest: Manifest, live: Manifest | undefined): boolean {
  return live !== undefined && adoptedTemplate(live) !== undefined && adoptedTemplate(manifest) === undefined;
}

const ROLES: ReadonlySet<string> = new Set(['Role', 'ClusterRole']);
const BINDINGS: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);

/**
 * Objects in groups, in the order in which they can be claimed. Kubernetes lets nobody touch a role, or a binding of
 * it, that grants what they do not hold: roles get our rules first, and bindings come when that has spread.
 */
export function inClaimOrder<T>(items: readonly T[], kindOf: (item: T) => string): T[][] {
  const groups = Map.groupBy(items, (item) => (ROLES.has(kindOf(item)) ? 0 : BINDINGS.has(kindOf(item)) ? 2 : 1));
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** What of a manifest is sent with a claim because the claim would be refused without: the rules of a role. */
export function sentWithClaim(manifest: Manifest): { readonly rules?: unknown } {
  return ROLES.has(manifest.kind) ? { rules: manifest['rules'] ?? [] } : {};
}

/**
 * The JSON patch that makes a live object ours and changes nothing that it does: our labels and owner, the account of
 * who set which field, and for workloads what they were adopted with. Roles get our rules at once.
 * @param manifest the object as it is rendered
 */
export function claimOf(manifest: Manifest, live: Manifest, owner: Owner): object[] {
  const adopted = isPodOwner(manifest) ? withoutPods(manifest) : manifest;
  const { labels = {} } = manifest.metadata;
  const marks = Object.fromEntries(
    Object.values(LABELS).flatMap((name): [string, string][] =>
      labels[name] === undefined ? [] : [[name, labels[name]]],
    ),
  );
  const template = adoptedTemplate(adopted);
  const notes = {
    [OWNER_ANNOTATION]: owner.uid,
    ...(template !== undefined && {
      [ADOPTED_TEMPLATE]: template,
      [PRESERVED_TEMPLATE]: JSON.stringify(specOf(live).template),
    }),
  };
  const managedFields = managedFieldsAfterTakeover(live, adopted);
  return [
    { op: 'add', path: '/metadata/labels', value: { ...live.metadata.labels, ...marks } },
    { op: 'add', path: '/metadata/annotations', value: { ...live.metadata.annotations, ...notes } },
    ...(managedFields === undefined ? [] : [{ op: 'add', path: '/metadata/managedFields', value: managedFields }]),
    ...Object.entries(sentWithClaim(manifest)).map(([field, value]) => ({ op: 'add', path: `/${field}`, value })),
  ];
}
