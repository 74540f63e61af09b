import { z } from 'zod';
import { gatewayPort } from './gateways.ts';
import { ipFamilies } from './ip-families.ts';
import { stringMap } from './scalars.ts';
import { workload } from './workload.ts';

/** `spec.components.ingress`. */
export const legacyIngress = () =>
  z.strictObject({
    ...workload,
    service: z
      .strictObject({
        type: z.enum(['LoadBalancer', 'NodePort', 'ClusterIP']).optional().describe('Default: LoadBalancer.'),
        annotations: stringMap().optional().describe('Annotations of the Service.'),
        loadBalancerIP: z.string().optional().describe('Address to ask the cloud for.'),
        externalTrafficPolicy: z
          .enum(['Cluster', 'Local'])
          .optional()
          .describe('Local keeps client addresses. Default: Cluster.'),
        ...ipFamilies('spec.defaults.service'),
        ports: z
          .array(gatewayPort())
          .min(1)
          .optional()
          .describe('Ports of the Service. Default: http 80 (node port 32000) and https 443.'),
      })
      .optional()
      .describe('Service istio-ingress.'),
  });
