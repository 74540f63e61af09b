import type { Manifest } from '../../api/manifest.ts';
import { AUTHORITY_FILES } from '../certificates/authority-files.ts';
import { readCaSecret, readSuppliedCa, type CertificateReading } from './certificates.ts';
import type { Observation } from '../model/observation.ts';
import { isPodOwner } from '../model/workloads.ts';

/** The Secret of the certificate authority that citadel makes for itself. */
export const CA_SECRET = 'istio-ca-secret';

/** The Secret of the certificate authority that somebody gives it (`spec.components.citadel.selfSigned: false`). */
export const SUPPLIED_CA_SECRET = 'cacerts';

interface PodOwner {
  readonly template?: {
    readonly spec?: { readonly volumes?: readonly { readonly secret?: { secretName?: string } }[] };
  };
}

const mountsSupplied = (object: Manifest): boolean =>
  isPodOwner(object) &&
  ((object['spec'] as PodOwner | undefined)?.template?.spec?.volumes ?? []).some(
    ({ secret }) => secret?.secretName === SUPPLIED_CA_SECRET,
  );

/**
 * The Secret that the citadel among these objects signs with. The other one may lie there, too, from before; it says
 * nothing.
 */
export function caSecretNameOf(objects: readonly Manifest[]): string {
  return objects.some(mountsSupplied) ? SUPPLIED_CA_SECRET : CA_SECRET;
}

/** Reads the Secret of this name that citadel signs with. */
export function readAuthority(name: string, { secret, now }: Observation): CertificateReading {
  return name === SUPPLIED_CA_SECRET ? readSuppliedCa(secret(name), now) : readCaSecret(secret(name), now);
}

/**
 * Why the citadel among these objects would end as soon as it started, and what to do; undefined when there is none, or
 * it signs for itself, or what it was given is fine.
 */
export function suppliedCaProblem(objects: readonly Manifest[], observation: Observation): string | undefined {
  const citadel = objects.find(mountsSupplied);
  if (citadel === undefined) return undefined;
  const reading = readAuthority(SUPPLIED_CA_SECRET, observation);
  if (reading.ok) return undefined;
  const { namespace = '' } = citadel.metadata;
  return `citadel cannot sign with Secret ${namespace}/${SUPPLIED_CA_SECRET}: ${reading.problem}; ${remedy(namespace, observation)}`;
}

/** How the Secret is made of the four files. */
export function suppliedCaCommand(namespace: string): string {
  const files = AUTHORITY_FILES.map((key) => `--from-file=${key}`).join(' ');
  return `kubectl create secret generic ${SUPPLIED_CA_SECRET} -n ${namespace} ${files}`;
}

function remedy(namespace: string, { secret }: Observation): string {
  const create = suppliedCaCommand(namespace);
  return secret(SUPPLIED_CA_SECRET) === undefined
    ? `create it: ${create}`
    : `replace it: ${create} --dry-run=client -o yaml | kubectl replace -f -`;
}
