import type { Labels } from '../kit/types.ts';
import type { InjectionSettings, Selector } from './settings.ts';

/** A pod before injection, as far as the decision asks. */
export interface PodToDecide {
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
  readonly containers: readonly string[];
}

/** Whether pods get a sidecar: an annotation of theirs. */
const INJECT = 'sidecar.istio.io/inject';

/** What injectors write into a pod. */
export const STATUS = 'sidecar.istio.io/status';

const YES = ['y', 'yes', 'true', 'on'];
const IGNORED_NAMESPACES = ['kube-system', 'kube-public'];

/**
 * Why a pod gets no sidecar, undefined when it gets one. The order is that of the injectors (pkg/kube/inject): host
 * network and namespaces first, then the pod's own word, then selectors, then the policy of the mesh.
 */
export function obstacle(pod: PodToDecide, settings: InjectionSettings): string | undefined {
  const { namespace, annotations, labels, hostNetwork, containers } = pod;
  if (annotations[STATUS] !== undefined || containers.includes('istio-proxy')) return 'it has a sidecar already';
  if (hostNetwork) return 'its pods use the network of their node';
  if (IGNORED_NAMESPACES.includes(namespace)) return `namespace ${namespace} never has sidecars`;
  const word = annotations[INJECT] ?? '';
  if (word !== '')
    return YES.includes(word.toLowerCase()) ? undefined : `annotation ${INJECT} is ${JSON.stringify(word)}`;
  const { policy, neverInjectSelector, alwaysInjectSelector } = settings;
  if (neverInjectSelector.some((selector) => selects(selector, labels)))
    return 'spec.sidecar.neverInjectSelector selects it';
  if (policy === 'enabled' || alwaysInjectSelector.some((selector) => selects(selector, labels))) return undefined;
  return `spec.sidecar.autoInject is false, and it has no annotation ${INJECT}: "true"`;
}

type Test = (value: string | undefined, values: readonly string[]) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** An empty selector would select everything, and is ignored as the injectors do. */
function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const pairs = Object.entries(matchLabels);
  if (pairs.length + matchExpressions.length === 0) return false;
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => OPERATORS[operator]?.(labels[key], values) === true)
  );
}
