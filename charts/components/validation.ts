import { dump } from 'js-yaml';
import { GALLEY } from '../catalog/galley.ts';
import { rowOf } from '../catalog/minor.ts';
import { clusterScoped } from '../kit/objects.ts';
import { hasLegacyApis } from '../kit/served.ts';
import type { Labels, Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/** Key of the ConfigMap, and so name of the file, that galley reads its webhook configuration from. */
export const VALIDATION_KEY = 'validatingwebhookconfiguration.yaml';

const KIND = 'ValidatingWebhookConfiguration';
const GROUP = 'admissionregistration.k8s.io';

/**
 * The webhook configuration as galley reads and keeps it, in the only API version that it knows; empty when nothing is
 * validated, or without webhooks where galley refuses an empty file.
 */
export function validationText(mesh: Mesh, galley: string): string {
  const { declaresSideEffects, needsWebhookList } = rowOf(GALLEY, mesh.spec.version);
  const wanted = mesh.spec.mesh.configValidation ? webhooks(mesh, galley) : [];
  if (wanted.length === 0 && !needsWebhookList) return '';
  const configuration = {
    apiVersion: `${GROUP}/v1beta1`,
    kind: KIND,
    metadata: { name: galley },
    webhooks: wanted.map((webhook) => ({
      ...webhook,
      ...(declaresSideEffects && { sideEffects: 'None' }),
    })),
  };
  return dump(configuration, { noRefs: true, lineWidth: -1 });
}

/**
 * The webhook configuration as the apiserver reads it, where galley's own way of writing it no longer exists. It
 * lets configuration pass until somebody adds the caBundle: one that trusts nobody and fails closed would block all of
 * it. The operator adds the bundle and closes it. Galley answers v1beta1 reviews only, which apiservers still send when told so.
 */
export function validation(mesh: Mesh, galley: string, labels: Labels): Manifest[] {
  if (!mesh.spec.mesh.configValidation || hasLegacyApis(mesh.capabilities)) return [];
  const configuration = {
    ...clusterScoped(`${GROUP}/v1`, KIND, galley, labels),
    webhooks: webhooks(mesh, galley).map((webhook) => ({
      ...webhook,
      admissionReviewVersions: ['v1beta1'],
      sideEffects: 'None',
      timeoutSeconds: 10,
      matchPolicy: 'Exact',
      failurePolicy: 'Ignore',
    })),
  };
  return [configuration];
}

/** True where galley writes and keeps the configuration itself; that of 1.0 also keeps one without webhooks. */
export function galleyKeepsWebhooks({ spec, capabilities }: Mesh): boolean {
  const { enabled } = spec.components.galley;
  const alwaysValidates = rowOf(GALLEY, spec.version).subcommand === 'validator';
  return enabled && hasLegacyApis(capabilities) && (spec.mesh.configValidation || alwaysValidates);
}

/** What both have in common. */
function webhooks({ spec }: Mesh, galley: string): object[] {
  return rowOf(GALLEY, spec.version).webhooks.map(({ name, path, rules }) => ({
    name,
    clientConfig: { service: { name: galley, namespace: spec.namespace, path } },
    rules,
    failurePolicy: 'Fail',
  }));
}
