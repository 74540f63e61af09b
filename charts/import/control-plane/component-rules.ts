import { environment, metrics, ports } from '../pod-settings.ts';
import { nothing, remedy, to, type Convert, type Rule } from '../rules.ts';

/** Settings of one component in an IstioControlPlane (`k8s`, message KubernetesResourcesSpec), for the field `to`. */
export const podRules = (from: string, path: string): Rule[] =>
  [
    ['affinity', to(`${path}.affinity`)] as const,
    ['env', environment(`${path}.env`)] as const,
    ['hpaSpec.minReplicas', to(`${path}.autoscaling.min`)] as const,
    ['hpaSpec.maxReplicas', to(`${path}.autoscaling.max`)] as const,
    ['hpaSpec.metrics', metrics(`${path}.autoscaling.cpuPercent`)] as const,
    ['hpaSpec.scaleTargetRef', nothing] as const,
    ['imagePullPolicy', remedy('use spec.images.pullPolicy, which is for all components')] as const,
    ['nodeSelector', to(`${path}.nodeSelector`)] as const,
    ['podDisruptionBudget', remedy(BUDGET)] as const,
    ['podAnnotations', to(`${path}.podAnnotations`)] as const,
    ['priorityClassName', remedy('use spec.defaults.priorityClassName, which is for all components')] as const,
    ['readinessProbe', remedy('probes are those of the charts; change one by spec.overlays', READY)] as const,
    ['replicaCount', to(`${path}.replicas`)] as const,
    ['resources', to(`${path}.resources`)] as const,
    ['strategy.type', remedy('pods are always replaced one after the other', 'RollingUpdate')] as const,
    ['strategy.rollingUpdate.maxSurge', rollout(path, 'maxSurge', '100%')] as const,
    ['strategy.rollingUpdate.maxUnavailable', rollout(path, 'maxUnavailable', '25%')] as const,
    ['tolerations', to(`${path}.tolerations`)] as const,
    ['overlays', remedy('write it as JSON patches in spec.overlays')] as const,
  ].map(([field, convert]): Rule => [`${from}.k8s.${field}`, convert]);

/** What the profiles say of pilot, as its chart does. */
const READY = {
  httpGet: { path: '/ready', port: 8080 },
  initialDelaySeconds: 5,
  periodSeconds: 30,
  timeoutSeconds: 5,
};

const BUDGET =
  'budgets keep one pod of each component up; spec.defaults.podDisruptionBudget.enabled switches all on or off';

/** Citadel is never rolled: two at once would fight over the root. */
const rollout = (path: string, field: string, usual: string): Convert =>
  path === 'components.citadel'
    ? remedy('citadel is stopped before the next one starts', usual)
    : to(`${path}.rollout.${field}`);

/** The Service of a gateway, as in Kubernetes. */
export const serviceRules = (from: string, path: string): Rule[] => [
  [`${from}.k8s.service.ports`, ports(`${path}.ports`)],
  ...['type', 'externalIPs', 'loadBalancerIP', 'loadBalancerSourceRanges', 'externalTrafficPolicy'].map(
    (field): Rule => [`${from}.k8s.service.${field}`, to(`${path}.${field}`)],
  ),
];
