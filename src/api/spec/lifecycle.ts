import { z } from 'zod';
import { duration, intOrPercent } from './scalars.ts';

/** `spec.upgrade`: how changes of version and settings are carried out. */
export const upgrade = () =>
  z.strictObject({
    gateTimeout: duration().optional().describe('How long one gate may take. Default: 10m.'),
    onFailure: z
      .enum(['Rollback', 'Pause'])
      .optional()
      .describe('What follows a gate that ran out. Default: Rollback.'),
    approval: z
      .enum(['Automatic', 'Manual'])
      .optional()
      .describe('Manual waits for the annotation meshwright.dev/approve=<target version>. Default: Automatic.'),
    soak: duration()
      .optional()
      .describe('How long each stop of a way over several minors has to work before the next. Default: 0s.'),
    dataPlane: z
      .strictObject({
        restart: z
          .enum(['Never', 'Rolling'])
          .optional()
          .describe('Restart workloads with old sidecars. Default: Never.'),
        maxUnavailable: intOrPercent().optional().describe('Workloads restarted at once. Default: 10%.'),
        namespaces: z.array(z.string()).optional().describe('Namespaces that may be restarted; empty is all.'),
      })
      .optional()
      .describe('What happens to sidecars after an upgrade.'),
  });

/** `spec.overlays`: JSON patches on rendered objects. */
export const overlays = () =>
  z.array(
    z.strictObject({
      kind: z.string().min(1).describe('Kind of the object.'),
      name: z.string().min(1).describe('Name of the object.'),
      patch: z
        .array(
          z.strictObject({
            op: z.enum(['add', 'replace', 'remove', 'test', 'move', 'copy']).describe('Operation (RFC 6902).'),
            path: z
              .string()
              .regex(/^\//, 'a JSON pointer, such as /spec/replicas')
              .describe('JSON pointer to the field.'),
            from: z.string().optional().describe('Source of move and copy.'),
            value: z.unknown().optional().meta({ 'x-kubernetes-preserve-unknown-fields': true }).describe('New value.'),
          }),
        )
        .min(1)
        .describe('Operations, in order.'),
    }),
  );

/** `spec.deletion`: what goes with the MeshInstall. */
export const deletion = () => {
  const keep = () => z.enum(['Keep', 'Delete']).optional();
  return z.strictObject({
    crds: keep().describe("Istio's CustomResourceDefinitions, with all Istio configuration. Default: Keep."),
    certificateAuthority: keep().describe(
      'The CA key and root (Secret istio-ca-secret, ConfigMap istio-security). Default: Keep.',
    ),
    injectedSecrets: keep().describe(
      'Workload certificates of this mesh (Secrets istio.*, and those of mesh.certificates) in all namespaces. Default: Keep.',
    ),
  });
};
