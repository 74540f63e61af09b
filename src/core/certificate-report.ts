import { timestamp, type Statement } from '../api/conditions.ts';
import type { ComponentStatus, MeshInstallStatus } from '../api/status.ts';
import { readCaSecret, readWorkloadSecret, type CertificateReading } from './certificates.ts';
import { caSecretOf, SERVING_SECRETS } from './function.ts';
import type { Observation } from './observation.ts';

const DAY_MS = 86_400_000;

/** A root that ends within this time wants attention: workloads have to be restarted for a new one. */
const NOTICE_DAYS = 30;

/** What is said about certificates; nothing where the mesh has no citadel, or its Secret is not there yet. */
export interface CertificateReport {
  readonly status: MeshInstallStatus['certificates'];
  readonly statements: readonly Statement[];
}

/** Reads the ends of the mesh's certificates. */
export function certificateReport(components: readonly ComponentStatus[], observation: Observation): CertificateReport {
  const { secret, now } = observation;
  const ca = caSecretOf(observation);
  if (ca === undefined || !components.some(({ name }) => name === 'citadel'))
    return { status: undefined, statements: [] };
  const root = readCaSecret(ca, now);
  const serving = readWorkloadSecret(secret(SERVING_SECRETS['injector'] ?? ''), now);
  const status = {
    ...(root.ok && { rootExpires: timestamp(root.rootExpires) }),
    ...(serving.ok && { webhookExpires: timestamp(serving.expires) }),
  };
  return { status, statements: [statementOn(root, now)] };
}

function statementOn(root: CertificateReading, now: Date): Statement {
  const type = 'CertificatesValid';
  if (!root.ok) return { type, status: 'False', reason: 'Unusable', message: root.problem };
  const days = Math.floor((root.rootExpires.getTime() - now.getTime()) / DAY_MS);
  if (days < NOTICE_DAYS) {
    const message = `the root certificate ends on ${timestamp(root.rootExpires)}; rotate it before`;
    return { type, status: 'False', reason: 'ExpiresSoon', message };
  }
  return {
    type,
    status: 'True',
    reason: 'Valid',
    message: `the root certificate is valid until ${timestamp(root.rootExpires)}`,
  };
}
