import { z } from 'zod';
import { ipFamilies } from './ip-families.ts';
import { port, stringMap } from './scalars.ts';

/** Fields of the Service of an add-on with web pages. */
export const webService = (usualPort: number) => ({
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).optional().describe('Default: ClusterIP.'),
  port: port().optional().describe(`Port of the Service. Default: ${usualPort}.`),
  portName: z.string().min(1).optional().describe('Name of the port. Default: http.'),
  annotations: stringMap().optional().describe('Annotations of the Service.'),
  ...ipFamilies('spec.defaults.service'),
});

/** An Ingress to the web pages of an add-on. */
export const ingress = (usualHost: string) =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Render an Ingress. Default: false.'),
    hosts: z
      .array(z.string().min(1))
      .optional()
      .describe(`Hosts; empty is every host. Default: ${usualHost === '' ? 'every host' : usualHost}.`),
    annotations: stringMap().optional().describe('Annotations, by which its controller is told what to do.'),
    tls: z
      .array(
        z.strictObject({
          hosts: z.array(z.string().min(1)).optional().describe('Hosts of the certificate.'),
          secretName: z.string().min(1).optional().describe('Secret with the certificate.'),
        }),
      )
      .optional()
      .describe('Certificates by host.'),
  });
