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
    mirrors: z
      .record(z.string(), z.string().regex(/^\S+[^/\s]$/, 'a registry and folder without / at the end'))
      .meta({ maxProperties: SPEC_BOUNDS.keys })
      .optional()
      .describe(
        'Where images are pulled from instead, by registry or registry and folder, for example ' +
          'docker.io: registry.example.com/hub. The longest that fits counts, for every image of the mesh.',
      ),
    overrides: z
      .record(z.string(), z.string().min(1))
      .meta({ maxProperties: SPEC_BOUNDS.keys })
      .optional()
      .describe(
        'Whole image references by component or gateway, for example pilot: registry/pilot@sha256:... Others are proxy, proxy_init, prom-init, coredns-plugin, statsd-prom-bridge and bridge.',
      ),
  });
