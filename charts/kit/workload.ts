import type { Workload } from '../../src/api/resolved.ts';
import { rowOf } from '../catalog/minor.ts';
import { WORKLOAD_FACTS } from '../catalog/workload.ts';
import type { Mesh } from '../mesh.ts';
import { autoscalingApi, budgetApi } from './served.ts';
import { namespaced } from './objects.ts';
import type { Container, EnvVar, Labels, Manifest, PodSpec } from './types.ts';

/** What makes a Deployment of a component; the rest comes from its settings. */
export interface WorkloadParts {
  readonly name: string;
  /** Labels of the Deployment itself. */
  readonly labels: Labels;
  /** Labels of the pods. */
  readonly podLabels: Labels;
  /** Constant over all versions, because a Deployment's selector is immutable. */
  readonly selector: Labels;
  readonly settings: Workload;
  readonly pod: Omit<PodSpec, 'nodeSelector' | 'tolerations' | 'affinity' | 'priorityClassName'>;
  /** `Recreate` where two instances at once would fight. Default: RollingUpdate by settings.rollout. */
  readonly strategy?: 'Recreate' | 'none';
  readonly podAnnotations?: Record<string, string>;
}

/** Nodes that the images run on; weights only where they differ, because equal ones change nothing. */
function byArchitecture({ spec }: Mesh): object {
  const weights = Object.entries(spec.defaults.architectures).filter(([, weight]) => weight > 0);
  const one = (...values: string[]): object => ({
    matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values }],
  });
  const preferred = weights.map(([architecture, weight]) => ({ weight, preference: one(architecture) }));
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [one(...weights.map(([architecture]) => architecture))],
    },
    ...(new Set(weights.map(([, weight]) => weight)).size > 1 && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
    }),
  };
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** Where and how important pods are: selectors, tolerations, affinity, priority. */
export function placement(mesh: Mesh, settings: Workload): Partial<PodSpec> {
  const { priorityClassName } = mesh.spec.defaults;
  return {
    affinity: { nodeAffinity: byArchitecture(mesh), ...settings.affinity },
    ...(!isEmpty(settings.nodeSelector) && { nodeSelector: settings.nodeSelector }),
    ...(settings.tolerations.length > 0 && { tolerations: settings.tolerations as PodSpec['tolerations'] }),
    ...(priorityClassName !== '' && { priorityClassName }),
  } as Partial<PodSpec>;
}

/** A Deployment; without `replicas` where an autoscaler owns them, but in lines that always wrote them. */
export function deployment(mesh: Mesh, parts: WorkloadParts): Manifest {
  const { settings } = parts;
  const annotations = { 'sidecar.istio.io/inject': 'false', ...parts.podAnnotations, ...settings.podAnnotations };
  return {
    ...namespaced(mesh, 'apps/v1', 'Deployment', parts.name, parts.labels),
    spec: {
      ...(writesReplicas(mesh, settings) && { replicas: settings.replicas }),
      selector: { matchLabels: parts.selector },
      ...strategyOf(parts),
      template: {
        metadata: { labels: parts.podLabels, annotations },
        spec: { ...parts.pod, ...placement(mesh, settings) },
      },
    },
  };
}

function writesReplicas({ spec }: Mesh, { autoscaling }: Workload): boolean {
  return !autoscaling.enabled || rowOf(WORKLOAD_FACTS, spec.version).replicasBesideAutoscaler;
}

function strategyOf({ strategy, settings }: WorkloadParts): object {
  if (strategy === 'none') return {};
  if (strategy === 'Recreate') return { strategy: { type: 'Recreate' } };
  return { strategy: { type: 'RollingUpdate', rollingUpdate: { ...settings.rollout } } };
}

/** The autoscaler and the disruption budget of a Deployment, where its settings call for them. */
export function scaling(
  mesh: Mesh,
  parts: { name: string; labels: Labels; selector: Labels; settings: Workload },
): Manifest[] {
  const { autoscaling, replicas } = parts.settings;
  const fewest = autoscaling.enabled ? autoscaling.min : replicas;
  return [
    ...(autoscaling.enabled ? [autoscaler(mesh, parts.name, parts.labels, autoscaling)] : []),
    ...(mesh.spec.defaults.podDisruptionBudget.enabled && fewest > 1 ? [budget(mesh, parts)] : []),
  ];
}

function autoscaler(mesh: Mesh, name: string, labels: Labels, settings: Workload['autoscaling']): Manifest {
  const { min, max, cpuPercent } = settings;
  const target = { type: 'Utilization', averageUtilization: cpuPercent };
  return {
    ...namespaced(mesh, autoscalingApi(mesh.capabilities), 'HorizontalPodAutoscaler', name, labels),
    spec: {
      minReplicas: min,
      maxReplicas: max,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    },
  };
}

function budget(mesh: Mesh, { name, labels, selector }: { name: string; labels: Labels; selector: Labels }): Manifest {
  const apiVersion = budgetApi(mesh.capabilities);
  return {
    ...namespaced(mesh, apiVersion, 'PodDisruptionBudget', name, labels),
    spec: { minAvailable: 1, selector: { matchLabels: selector } },
  };
}

/** Environment from the pod's own fields, for example `{ POD_NAME: 'metadata.name' }`. */
export function downward(fields: Record<string, string>): EnvVar[] {
  return Object.entries(fields).map(([name, fieldPath]) => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  }));
}

/** Environment from values; a map's keys are sorted, so that the order never depends on who wrote it. */
export function variables(values: Record<string, string>): EnvVar[] {
  return Object.keys(values)
    .sort()
    .map((name) => ({ name, value: values[name] ?? '' }));
}

/** Environment from the pod's fields and from values; a value replaces a field of the same name. */
export function environment(fields: Record<string, string>, values: Record<string, string>): EnvVar[] {
  const kept = Object.entries(fields).filter(([name]) => !Object.hasOwn(values, name));
  return [...downward(Object.fromEntries(kept)), ...variables(values)];
}

/** The parts of a container that come from settings: image, pull policy, resources. */
export function container(mesh: Mesh, name: string, image: string, resources: Workload['resources']): Container {
  const amounts = { resources } as Pick<Container, 'resources'>;
  return { name, image, imagePullPolicy: mesh.spec.images.pullPolicy, ...amounts };
}
