import { z } from 'zod';
import { SPEC_BOUNDS } from '../validation/bounds.ts';

/** `spec.images`: where images come from. */
export const images = () =>
  z.strictObject({
    hub: z
      .string()
      .regex(/^\S+$/, 'a registry without spaces, such as docker.io/istio')
      .optional()
      .describe("Registry of Istio's own images. Default: docker.io/istio."),
    tag: z
      .string()
      .min(1)
      .optional()
      .describe("Tag of Istio's own images, kept by upgrades until it is edited. Default: spec.version."),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional().describe('Default: IfNotPresent.'),
    pullSecrets: z
      .array(z.string().min(1))
      .optional()
      .describe('Names of pull Secrets, added to every ServiceAccount of the mesh.'),
    overrides: z
      .record(z.string(), z.string().min(1))
      .meta({ maxProperties: SPEC_BOUNDS.keys })
      .optional()
      .describe('Whole image references by component, for example pilot: registry/pilot@sha256:...'),
  });
