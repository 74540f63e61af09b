import type { ResolvedSpec, Workload } from '../../src/api/resolved.ts';

/** What Kubernetes does for Deployments that do not say. */
export const KUBERNETES_ROLLOUT: Workload['rollout'] = { maxSurge: '25%', maxUnavailable: '25%' };

/** A Service that says nothing of its addresses. */
export const ANY_IP_FAMILIES: ResolvedSpec['defaults']['service'] = { ipFamilyPolicy: '', ipFamilies: [] };

const autoscaling = { enabled: false, min: 1, max: 5, cpuPercent: 80 };

/** A workload that nobody configured. Empty resources and placement fall back to spec.defaults. */
export const WORKLOAD: Workload = {
  enabled: true,
  replicas: 1,
  autoscaling,
  resources: {},
  env: {},
  image: '',
  nodeSelector: {},
  tolerations: [],
  affinity: {},
  podAnnotations: {},
  rollout: { maxSurge: '100%', maxUnavailable: '25%' },
};
