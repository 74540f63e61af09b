import { z } from 'zod';

/**
 * Which addresses a Service has, in the words of Kubernetes (kubernetes.io/docs/concepts/services-networking/dual-stack).
 * Empty says nothing: a new Service gets what the cluster gives, and one that is there keeps what it has.
 */
export const ipFamilies = (usual: string) => ({
  ipFamilyPolicy: z
    .enum(['', 'SingleStack', 'PreferDualStack', 'RequireDualStack'])
    .optional()
    .describe(
      'SingleStack: an address of one IP family; PreferDualStack: of both where the cluster has both; ' +
        `RequireDualStack: of both. Empty leaves it as it is. Default: ${usual}.`,
    ),
  ipFamilies: z
    .array(z.enum(['IPv4', 'IPv6']))
    .max(2)
    .optional()
    .describe(
      `The family, or with two their order; the first of a Service never changes. Goes with ipFamilyPolicy. Default: ${usual}.`,
    ),
});
