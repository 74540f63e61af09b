import { selects, type PodTemplateSpec } from './selector.ts';

/** Labels by which nodes say their architecture; the second is that of Kubernetes before 1.14, which charts still used. */
export const ARCHITECTURE_LABELS = ['kubernetes.io/arch', 'beta.kubernetes.io/arch'] as const;

const isAboutArchitecture = (key: string): boolean => ARCHITECTURE_LABELS.some((label) => label === key);

/**
 * True where pods of a template may go to nodes of an architecture. What else it asks of nodes does not count: the nodes
 * that have it may come with the pods.
 */
export function mayGoTo({ nodeSelector = {}, affinity }: PodTemplateSpec, architecture: string): boolean {
  const node = Object.fromEntries(ARCHITECTURE_LABELS.map((label) => [label, architecture]));
  const matchLabels = Object.fromEntries(Object.entries(nodeSelector).filter(([key]) => isAboutArchitecture(key)));
  const { nodeSelectorTerms } = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {};
  const terms = nodeSelectorTerms?.map(({ matchExpressions = [] }) =>
    selects({ matchExpressions: matchExpressions.filter(({ key }) => isAboutArchitecture(key)) }, node),
  );
  return selects({ matchLabels }, node) && (terms?.some(Boolean) ?? true);
}
