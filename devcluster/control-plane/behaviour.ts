import { isDeepStrictEqual } from 'node:util';

/** What a simulated pod can be made to do; see stages/pod-behaves.yaml. */
export type Behaviour = 'ready' | 'ready-after' | 'never-ready' | 'crash-loop' | 'image-pull-fails';

/** Annotations of a pod that choose its behaviour. */
export const behaviourAnnotations = {
  behaviour: 'devcluster.meshwright.dev/behaviour',
  readyAfter: 'devcluster.meshwright.dev/ready-after',
} as const;

/** Pods, and what they are to do. */
export interface BehaviourRule {
  /** Namespace of the pods; every namespace if left out. */
  readonly namespace?: string;
  /** Labels that a pod must have, all of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly behaviour: Behaviour;
  /** For `ready-after`: a Go duration such as `3s`; `1s` if left out. */
  readonly readyAfter?: string;
}

/** The part of a pod that rules look at. */
export interface PodMeta {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

// True if a rule is about a pod.
function applies(rule: BehaviourRule, pod: PodMeta): boolean {
  if (rule.namespace !== undefined && rule.namespace !== pod.namespace) return false;
  return Object.entries(rule.labels).every(([key, value]) => pod.labels?.[key] === value);
}

/** The annotations that a rule puts on a pod. */
export function annotationsOf(rule: BehaviourRule): Record<string, string> {
  const readyAfter = rule.readyAfter === undefined ? {} : { [behaviourAnnotations.readyAfter]: rule.readyAfter };
  return { [behaviourAnnotations.behaviour]: rule.behaviour, ...readyAfter };
}

/** The last rule that is about a pod: what was said later holds. */
export function ruleFor(rules: readonly BehaviourRule[], pod: PodMeta): BehaviourRule | undefined {
  return rules.findLast((rule) => applies(rule, pod));
}

/** The rules after one more was said; it replaces an earlier one about the same pods. */
export function withRule(rules: readonly BehaviourRule[], rule: BehaviourRule): BehaviourRule[] {
  const same = (other: BehaviourRule) =>
    other.namespace === rule.namespace && isDeepStrictEqual(other.labels, rule.labels);
  return [...rules.filter((other) => !same(other)), rule];
}

/** A JSON patch that adds annotations to a pod. */
export function annotationPatch(pod: PodMeta, annotations: Readonly<Record<string, string>>): object[] {
  const value = { ...pod.annotations, ...annotations };
  return [{ op: 'add', path: '/metadata/annotations', value }];
}
