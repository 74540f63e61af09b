/**
 * The keys of values.yaml of the official charts that people set, with a value that is no default, and where it ends
 * up: kind/name of a rendered object and text that is in it then, and only then. `*` is the ingress gateway. Lines
 * without the key are left out.
 */
export interface PublishedKey {
  readonly key: string;
  readonly value: unknown;
  readonly object: string;
  readonly text: string;
  /** What has to be set for the key to matter. */
  readonly beside?: Readonly<Record<string, unknown>>;
  readonly since?: string;
  readonly until?: string;
}

/** What else a row says. */
export type Rest = Omit<PublishedKey, 'key' | 'value' | 'object' | 'text'>;
/** One key, shortly. */
export type Row = readonly [key: string, value: unknown, object: string, text: string, rest?: Rest];

/** With an add-on on. */
export const on = (name: string): Rest => ({ beside: { [`${name}.enabled`]: true } });
/** From a line on. */
export const from = (since: string, rest: Rest = {}): Rest => ({ ...rest, since });

/** Where values show. */
export const MESH = 'ConfigMap/istio';
/** Where values show. */
export const INJECTION = 'ConfigMap/istio-sidecar-injector';
/** Where values show. */
export const PILOT = 'Deployment/istio-pilot';
/** Where values show. */
export const TELEMETRY = 'Deployment/istio-telemetry';
/** Where values show. */
export const POLICY = 'Deployment/istio-policy';
/** Where values show. */
export const GALLEY = 'Deployment/istio-galley';
/** Where values show. */
export const CITADEL = 'Deployment/istio-citadel';
/** Where values show. */
export const INJECTOR = 'Deployment/istio-sidecar-injector';
/** Where values show. */
export const INGRESS = 'Deployment/istio-ingressgateway';
/** Where values show. */
export const SERVICE = 'Service/istio-ingressgateway';
/** A toleration. */
export const TOLERATION = [{ key: 'special', operator: 'Exists' }];
/** Pods that keep apart. */
const APART = [{ key: 'special', operator: 'In', values: 'a,b', topologyKey: 'zone' }];

/** Autoscaling of a workload. */
export const scaling = (prefix: string, name: string): Row[] => [
  [`${prefix}.autoscaleMin`, 3, `HorizontalPodAutoscaler/${name}`, '"minReplicas":3'],
  [`${prefix}.autoscaleMax`, 9, `HorizontalPodAutoscaler/${name}`, '"maxReplicas":9'],
  [`${prefix}.cpu.targetAverageUtilization`, 77, `HorizontalPodAutoscaler/${name}`, '77'],
];

/** Where the pods of a workload may be. */
export const placement = (prefix: string, object: string, rest: Rest = {}): Row[] => [
  [`${prefix}.nodeSelector`, { special: 'a' }, object, '"special":"a"', from('1.1', rest)],
  [`${prefix}.tolerations`, TOLERATION, object, '"special"', from('1.2', rest)],
  [`${prefix}.podAntiAffinityLabelSelector`, APART, object, '"values":["a","b"]', from('1.1', rest)],
  [`${prefix}.podAntiAffinityTermLabelSelector`, APART, object, '"weight":100', from('1.1', rest)],
];

/** How a workload is rolled out. */
export const rollout = (prefix: string, object: string): Row[] => [
  [`${prefix}.rollingMaxSurge`, '77%', object, '"maxSurge":"77%"', from('1.3')],
  [`${prefix}.rollingMaxUnavailable`, '77%', object, '"maxUnavailable":"77%"', from('1.3')],
];

/** What every component has. */
export const component = (prefix: string, object: string): Row[] => [
  [`${prefix}.image`, 'special', object, '/special:'],
  [`${prefix}.resources`, { requests: { cpu: '77m' } }, object, '77m'],
  [`${prefix}.replicaCount`, 7, object, '"replicas":7'],
  ...placement(prefix, object),
  ...rollout(prefix, object),
];

/** Without autoscaler. */
export const fixed = (prefix: string): Rest => ({ since: '1.1', beside: { [`${prefix}.autoscaleEnabled`]: false } });
