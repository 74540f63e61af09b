import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { CA_SECRET, caSecretNameOf, readAuthority, SUPPLIED_CA_SECRET, suppliedCaProblem } from './authority.ts';
import { caBundleOf, readWorkloadSecret, trusts } from './certificates.ts';
import type { Observation } from '../model/observation.ts';

/** Secrets that citadel issues to the components which serve webhooks; their pods cannot start without them. */
export const SERVING_SECRETS: Readonly<Record<ComponentName, string>> = {
  galley: 'istio.istio-galley-service-account',
  injector: 'istio.istio-sidecar-injector-service-account',
};

/** Every Secret that is read, by name. */
export const READ_SECRETS: readonly string[] = [CA_SECRET, SUPPLIED_CA_SECRET, ...Object.values(SERVING_SECRETS)];

/** Which component answers the webhooks of a configuration. */
export const WEBHOOK_BACKENDS: Readonly<Record<string, ComponentName>> = {
  ValidatingWebhookConfiguration: 'galley',
  MutatingWebhookConfiguration: 'injector',
};

/** Services whose clients need a ready address: mixer and citadel have no probe and galley's always passes. */
const REACHED_BY: Readonly<Record<ComponentName, string>> = {
  galley: 'istio-galley',
  policy: 'istio-policy',
  telemetry: 'istio-telemetry',
  injector: 'istio-sidecar-injector',
};

/**
 * What a component still fails to do although its pods run; undefined when it works as far as can be seen from
 * outside. `objects` are those of the component, and `enabled` names the components of the mesh.
 */
export function functionalProblem(
  component: ComponentName,
  objects: readonly Manifest[],
  enabled: ReadonlySet<ComponentName>,
  observation: Observation,
): string | undefined {
  if (component === 'citadel') return missingCertificate(objects, enabled, observation);
  const service = REACHED_BY[component];
  if (service === undefined || observation.isReachable(service)) return undefined;
  return `Service ${service} has no ready address`;
}

function missingCertificate(
  objects: readonly Manifest[],
  enabled: ReadonlySet<ComponentName>,
  observation: Observation,
): string | undefined {
  const { secret, now } = observation;
  const supplied = suppliedCaProblem(objects, observation);
  if (supplied !== undefined) return supplied;
  const ca = readAuthority(caSecretNameOf(objects), observation);
  if (!ca.ok) return `the certificate authority is not usable: ${ca.problem}`;
  for (const [component, name] of Object.entries(SERVING_SECRETS)) {
    if (!enabled.has(component)) continue;
    const reading = readWorkloadSecret(secret(name), now);
    if (!reading.ok) return `no certificate for ${component}: ${reading.problem}`;
  }
  return undefined;
}

/** Whether the apiserver would trust what answers a webhook configuration, and the bundle that makes it so. */
export type Trust =
  | { readonly state: 'trusted' | 'untrusted'; readonly caBundle: string }
  | { readonly state: 'unknown'; readonly problem: string };

/** Reads the trust in a webhook configuration of ours; the live one, if there is one. */
export function trustOf(configuration: Manifest, live: Manifest | undefined, observation: Observation): Trust {
  const backend = WEBHOOK_BACKENDS[configuration.kind] ?? '';
  const reading = readWorkloadSecret(observation.secret(SERVING_SECRETS[backend] ?? ''), observation.now);
  if (!reading.ok) return { state: 'unknown', problem: `no certificate for ${backend}: ${reading.problem}` };
  const caBundle = caBundleOf(reading.rootPem);
  return { state: trusts(live, caBundle) ? 'trusted' : 'untrusted', caBundle };
}
