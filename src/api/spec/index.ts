import { z } from 'zod';
import { components } from './components.ts';
import { gateway } from './gateways.ts';
import { images } from './images.ts';
import { ipFamilies } from './ip-families.ts';
import { deletion, overlays, upgrade } from './lifecycle.ts';
import { mesh } from './mesh.ts';
import { newestRelease } from './releases.ts';
import { dnsLabel, stringMap } from './scalars.ts';
import { sidecar } from './sidecar.ts';
import { affinity, resources, tolerations } from './workload.ts';

/** Profiles that upstream had (install/kubernetes/helm/istio/values-istio-*.yaml, 1.0 to 1.4). */
export const PROFILES = ['default', 'demo', 'demo-auth', 'minimal', 'sds-auth', 'remote'] as const;

const VERSION_RULE = {
  rule: "self.matches('^1[.][0-4][.](0|[1-9][0-9]*)$')",
  message: `not a classic Istio release; write one from 1.0.0 to ${newestRelease()}`,
};

/** Said by the rule below, and by the operator where Kubernetes does not check rules. */
export const NAMESPACE_IS_IMMUTABLE =
  'namespace is immutable; delete this MeshInstall and create one for the other namespace';

// `namespace` is a reserved word of CEL, which Kubernetes escapes as __namespace__. The rule names no fieldPath: Kubernetes
// before 1.28 does not know it, and would refuse the whole CRD in a server-side apply.
const NAMESPACE_RULE = {
  rule: [
    "(has(self.__namespace__) ? self.__namespace__ : 'istio-system')",
    "(has(oldSelf.__namespace__) ? oldSelf.__namespace__ : 'istio-system')",
  ].join(' == '),
  message: NAMESPACE_IS_IMMUTABLE,
};

const preference = (usual: number, more = '') =>
  z.int().min(0).max(3).optional().describe(`From 0 (never) to 3 (most). Default: ${usual}.${more}`);

const ARM64 = ' The images of these releases are for amd64: set images that you built yourself, too (spec.images).';

const defaults = () =>
  z.strictObject({
    resources: resources().optional().describe('CPU and memory where a component sets none. Default: cpu 10m.'),
    nodeSelector: stringMap().optional().describe('Node labels that pods need.'),
    tolerations: tolerations().optional().describe('Taints that pods tolerate.'),
    affinity: affinity().optional().describe('Affinity, as in a Pod, of components and gateways that have none.'),
    service: z
      .strictObject(ipFamilies('what the cluster gives'))
      .optional()
      .describe('IP families of every Service of the mesh that does not say otherwise; Kubernetes 1.21 or later.'),
    podDisruptionBudget: z
      .strictObject({ enabled: z.boolean().optional().describe('One pod of each component stays up. Default: true.') })
      .optional()
      .describe('Budgets; rendered only where more than one replica runs, so that drains are never blocked.'),
    architectures: z
      .strictObject({
        amd64: preference(2),
        arm64: preference(0, ARM64),
        ppc64le: preference(2),
        s390x: preference(2),
      })
      .optional()
      .describe('How much pods prefer nodes by architecture: 0 never, 3 most.'),
    logLevel: z
      .string()
      .regex(/^[a-zA-Z0-9_:,-]*$/, 'levels by scope, such as default:info,ads:debug')
      .optional()
      .describe("Log level of the control plane's programs by scope. Default: default:info; before 1.1.4 their own."),
    priorityClassName: z.string().optional().describe('Priority class of all pods of the mesh.'),
  });

/** `spec` of a MeshInstall as a user may write it. Unknown fields are errors. */
export const meshInstallSpec = z
  .strictObject({
    version: z
      .string()
      .max(20)
      .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'all three numbers in quotes, such as 1.4.10')
      .meta({ 'x-kubernetes-validations': [VERSION_RULE] })
      .describe('Istio version, for example 1.4.10. Editing it upgrades the mesh.'),
    profile: z.enum(PROFILES).optional().describe('Set of settings to start from. Default: default.'),
    namespace: dnsLabel().optional().describe('Namespace of the control plane; immutable. Default: istio-system.'),
    namespaceLabels: stringMap()
      .optional()
      .describe('More labels of that namespace, for example pod-security.kubernetes.io/enforce. Default: none.'),
    paused: z.boolean().optional().describe('Leave everything as it is until this is false again.'),
    management: z
      .enum(['Apply', 'Observe'])
      .optional()
      .describe('Apply: we install. Observe: GitOps applies, we verify and report. Default: Apply.'),
    adoption: z
      .enum(['Refuse', 'Adopt'])
      .optional()
      .describe(
        'What becomes of objects of these names that no MeshInstall has: Adopt takes them over. Default: Refuse.',
      ),
    images: images().optional().describe('Where images come from.'),
    mesh: mesh().optional().describe('Behaviour of the whole mesh.'),
    sidecar: sidecar().optional().describe('What is injected into application pods.'),
    defaults: defaults().optional().describe('For every component that does not say otherwise.'),
    components: components().optional().describe('Settings of the components.'),
    gateways: z.array(gateway()).optional().describe('Gateways by name, merged over those of the profile.'),
    upgrade: upgrade().optional().describe('How changes are carried out.'),
    overlays: overlays().optional().describe('Last resort: JSON patches on rendered objects. No match is an error.'),
    deletion: deletion().optional().describe('What goes when the MeshInstall is deleted.'),
  })
  .meta({ 'x-kubernetes-validations': [NAMESPACE_RULE] });

/** `spec` of a MeshInstall, parsed. */
export type MeshInstallSpec = z.infer<typeof meshInstallSpec>;
