import { isDeepStrictEqual } from 'node:util';

/** What simulated pods can be made to do; how they do it is in kubelet/pod-stages.ts. */
export const behaviours = [
  'ready',
  'ready-after',
  'never-ready',
  'crash-loop',
  'image-pull-fails',
  'mount-fails',
] as const;

/** One of the behaviours. */
export type Behaviour = (typeof behaviours)[number];

/** Annotations of a pod that choose its behaviour. */
export const behaviourAnnotations = {
  behaviour: 'devcluster.meshwright.dev/behaviour',
  readyAfter: 'devcluster.meshwright.dev/ready-after',
  container: 'devcluster.meshwright.dev/container',
  message: 'devcluster.meshwright.dev/message',
  exitCode: 'devcluster.meshwright.dev/exit-code',
  /** When the images of the pod are on its node, in RFC 3339; see `Devcluster.setImagePulls`. */
  imagesAt: 'devcluster.meshwright.dev/images-at',
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
  /** Name of the container that this is about, where a pod has several; its first one if left out. */
  readonly container?: string;
  /**
   * What the registry answers (`image-pull-fails`), the program leaves in its termination log (`crash-loop`), its
   * endpoint answers a probe (`never-ready`), or mounting the volume ends with (`mount-fails`). The usual words if left
   * out.
   */
  readonly message?: string;
  /** For `crash-loop`; 1 if left out. */
  readonly exitCode?: number;
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
  const { behaviour, readyAfter, container, message, exitCode } = rule;
  const values = { behaviour, readyAfter, container, message, exitCode };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => [behaviourAnnotations[key as keyof typeof values], String(value)]),
  );
}

/** What takes every annotation of a rule off a pod again, as a merge patch says it. */
export function withoutAnnotations(): Record<string, null> {
  const { imagesAt: _, ...ofRules } = behaviourAnnotations;
  return Object.fromEntries(Object.values(ofRules).map((key) => [key, null]));
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
