import type { Manifest } from '../../api/manifest.ts';

/** Which labels are meant (Kubernetes API, LabelSelector). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const OPERATORS: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** True when the labels are meant. An empty selector means all, a missing one and an unknown operator nothing. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => OPERATORS[operator]?.(labels[key], values) ?? false)
  );
}

/** The parts of a workload that say which pods it runs. */
export interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: {
    readonly metadata?: { readonly labels?: Labels; readonly annotations?: Readonly<Record<string, string>> };
    readonly spec?: PodTemplateSpec;
  };
}

/** What a template says of its pods. */
export interface PodTemplateSpec {
  readonly containers?: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
  readonly nodeSelector?: Labels;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly LabelSelector[];
      };
    };
  };
}

/** A container of a template. */
export interface PodContainer {
  readonly name: string;
  readonly image?: string;
  readonly resources?: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string | number>> | undefined>>;
}

/** The spec of a Deployment, DaemonSet or StatefulSet. */
export const workloadSpec = (workload: Manifest): WorkloadSpec => workload['spec'] ?? {};

/** Labels of the pods that a workload runs. */
export const podLabels = (workload: Manifest): Labels => workloadSpec(workload).template?.metadata?.labels ?? {};

/** The PodDisruptionBudgets over the pods of a workload. */
export function budgetsOver(workload: Manifest, budgets: readonly Manifest[]): Manifest[] {
  const labels = podLabels(workload);
  return budgets.filter(
    ({ metadata, ...budget }) =>
      metadata.namespace === workload.metadata.namespace &&
      selects((budget['spec'] as { selector?: LabelSelector } | undefined)?.selector, labels),
  );
}
