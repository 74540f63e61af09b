import { z } from 'zod';
import { anyObject, intOrPercent, quantity, stringMap } from './scalars.ts';

const amounts = () =>
  z.strictObject({
    cpu: quantity().optional().describe('CPU, for example 500m.'),
    memory: quantity().optional().describe('Memory, for example 512Mi.'),
  });

/** CPU and memory of one container. */
export const resources = () =>
  z.strictObject({
    requests: amounts().optional().describe('What the scheduler sets aside.'),
    limits: amounts().optional().describe('What the container may not exceed.'),
  });

/** One toleration, as in a Pod. */
export const tolerations = () =>
  z.array(
    z.strictObject({
      key: z.string().optional().describe('Taint key; empty with operator Exists tolerates everything.'),
      operator: z.enum(['Exists', 'Equal']).optional().describe('How key and value are compared.'),
      value: z.string().optional().describe('Taint value.'),
      effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional().describe('Taint effect.'),
      tolerationSeconds: z.int().optional().describe('How long NoExecute is tolerated, in seconds.'),
    }),
  );

const autoscaling = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Render a HorizontalPodAutoscaler, which then owns the replica count.'),
    min: z.int().min(1).optional().describe('Fewest replicas.'),
    max: z.int().min(1).optional().describe('Most replicas.'),
    cpuPercent: z.int().min(1).max(100).optional().describe('Average CPU use that it aims at, in percent of requests.'),
  });

/** Affinity, as in a Pod. */
export const affinity = () =>
  z.strictObject({
    nodeAffinity: anyObject().optional().describe('Nodes that pods need or prefer; replaces the one by architecture.'),
    podAffinity: anyObject().optional().describe('Pods that they need or prefer to be near to.'),
    podAntiAffinity: anyObject().optional().describe('Pods that they have to be, or prefer to be, away from.'),
  });

/** What every workload of the mesh has in common. */
export const workload = {
  enabled: z.boolean().optional().describe('Install this component.'),
  replicas: z.int().min(0).max(100).optional().describe('Pods, when autoscaling is off. Default: 1.'),
  autoscaling: autoscaling().optional().describe('Horizontal autoscaling by CPU.'),
  resources: resources().optional().describe('CPU and memory of the main container. Default: spec.defaults.resources.'),
  env: stringMap().optional().describe('Additional environment of the main container, by name.'),
  image: z.string().min(1).optional().describe('Whole image reference; overrides spec.images for this component.'),
  nodeSelector: stringMap().optional().describe('Node labels that pods need. Default: spec.defaults.nodeSelector.'),
  tolerations: tolerations().optional().describe('Taints that pods tolerate. Default: spec.defaults.tolerations.'),
  affinity: affinity().optional().describe('Affinity, as in a Pod. Default: spec.defaults.affinity.'),
  podAnnotations: stringMap().optional().describe('Additional annotations of the pods.'),
  rollout: z
    .strictObject({
      maxSurge: intOrPercent().optional().describe('Pods above the wanted count during a rollout. Default: 100%.'),
      maxUnavailable: intOrPercent().optional().describe('Pods that may be missing during a rollout. Default: 25%.'),
    })
    .optional()
    .describe('How a change is rolled out.'),
};
