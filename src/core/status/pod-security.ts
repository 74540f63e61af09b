import type { ConditionInput } from '../../api/conditions.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { PassResult } from '../pass/result.ts';
import { selects, type LabelSelector } from '../model/selector.ts';

/** The first minor of Kubernetes 1 that has Pod Security admission (kubernetes.io/docs/concepts/security). */
export const POD_SECURITY_SINCE = 23;

/** Label of a namespace by which Kubernetes refuses pods, and its levels from the widest to the narrowest. */
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const LEVELS = ['privileged', 'baseline', 'restricted'];

/** True when Kubernetes may refuse pods in a namespace with these labels. */
export const enforcesPodSecurity = (labels: Readonly<Record<string, string>> = {}): boolean =>
  LEVELS.indexOf(labels[ENFORCE] ?? '') > 0;

/** Namespaces in a message. */
const MOST_NAMED = 5;

/**
 * What is said of namespaces whose pods get sidecars: pods with istio-init need the capability NET_ADMIN, which the level
 * baseline refuses; with istio-cni they do without, and restricted refuses them still, for want of a seccomp profile.
 * Nothing is said before the mesh was rendered, and where there are no levels.
 */
export function podSecurityConditions(
  { desired }: Pick<PassResult, 'desired'>,
  { namespaces }: Pick<Observation, 'namespaces'>,
): ConditionInput[] {
  if (desired === undefined || namespaces === undefined) return [];
  const { sidecar, mesh } = desired.spec;
  const isPrivileged = sidecar.privileged || mesh.coreDump.enabled;
  const needed = sidecar.cni.enabled && !isPrivileged ? 'baseline' : 'privileged';
  const selectors = injectedNamespaces(desired.manifests);
  const tooNarrow = namespaces
    .map(({ metadata: { name, labels = {} } }) => ({ name, labels, level: labels[ENFORCE] ?? '' }))
    .filter(({ level }) => LEVELS.indexOf(level) > LEVELS.indexOf(needed))
    .filter(({ labels }) => selectors.some((selector) => selects(selector, labels)))
    .map(({ name, level }) => `${name} (${level})`)
    .sort();
  return [conditionOn(tooNarrow, needed)];
}

interface Webhook {
  readonly namespaceSelector?: LabelSelector;
}

/** Whose pods the injector is asked about. */
const injectedNamespaces = (manifests: readonly Manifest[]): LabelSelector[] =>
  manifests
    .filter(({ kind }) => kind === 'MutatingWebhookConfiguration')
    .flatMap((configuration) => configuration['webhooks'] as Webhook[])
    .map(({ namespaceSelector = {} }) => namespaceSelector);

function conditionOn(tooNarrow: readonly string[], needed: string): ConditionInput {
  const type = 'InjectionAllowed';
  if (tooNarrow.length === 0)
    return { type, status: 'True', reason: 'NoneRefused', message: 'no namespace refuses pods with sidecars' };
  const more = tooNarrow.length - MOST_NAMED;
  const named = `${tooNarrow.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const remedy = needed === 'privileged' ? `, or use istio-cni and ${ENFORCE}=baseline` : '';
  const message = `Pod Security refuses pods with sidecars in ${named}: label these namespaces ${ENFORCE}=${needed}${remedy}`;
  return { type, status: 'False', reason: 'PodSecurity', message };
}
