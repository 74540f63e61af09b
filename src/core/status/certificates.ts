import { timestamp, type ConditionInput } from '../../api/conditions.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../api/status.ts';
import {
  CA_SECRET,
  caSecretNameOf,
  readAuthority,
  SUPPLIED_CA_SECRET,
  suppliedCaProblem,
} from '../readiness/authority.ts';
import type { Manifest } from '../../api/manifest.ts';
import { keyDigest } from '../certificates/path.ts';
import { readWorkloadSecret, rootsOf, trustedRoots, type CertificateReading } from '../readiness/certificates.ts';
import { SERVING_SECRETS } from '../readiness/functional-checks.ts';
import type { Observation } from '../model/observation.ts';
import type { PassResult } from '../pass/result.ts';
import { oldRootProblem, rememberRoot, remembered } from './root-change.ts';

const DAY_MS = 86_400_000;

/** A root that ends within this time wants attention: workloads have to be restarted for a new one. */
const NOTICE_DAYS = 30;

/** What is said about certificates. */
export interface CertificateReport {
  readonly status: MeshInstallStatus['certificates'];
  readonly conditions: readonly ConditionInput[];
}

/** Reads the ends of the mesh's certificates. Where nothing could be rendered, citadel signs with what it did before. */
export function certificateReport(
  { certificates: before }: MeshInstallStatus,
  { desired }: Pick<PassResult, 'desired'>,
  components: readonly ComponentStatus[],
  observation: Observation,
): CertificateReport {
  const { secret, now } = observation;
  // Refused before it was ever looked at: there is nothing to say.
  if (components.length === 0) return { status: undefined, conditions: [] };
  if (!components.some(({ name }) => name === 'citadel')) return unknown(...NO_CITADEL);
  const authority = authorityNow(before, desired);
  if (authority === CA_SECRET && secret(authority) === undefined)
    return { ...unknown(...NOT_ISSUED), status: remembered(before) };
  const root = readAuthority(authority, observation);
  const memory = root.ok ? rememberRoot(before, root.rootKey, secret(authority)) : remembered(before);
  const serving = readWorkloadSecret(secret(SERVING_SECRETS['injector'] ?? ''), now);
  const status = {
    authority,
    ...(root.ok && { rootExpires: timestamp(root.rootExpires) }),
    ...(serving.ok && { webhookExpires: timestamp(serving.expires) }),
    ...memory,
  };
  const oldRoot = oldRootProblem(memory, authority, observation.proxies);
  const supplied = suppliedCaProblem(desired?.manifests ?? [], observation);
  const unread = unreadAuthority(authority, components, observation);
  const beside = rootsBeside(secret(authority), root);
  return { status, conditions: [conditionOn(root, { supplied, unread, oldRoot, beside }, now)] };
}

/**
 * Citadel reads `cacerts` when it starts, and not again. Under which root it signs is seen from what it issued: within a
 * minute of its start it issues again whatever is of another root (security/pkg/k8s/controller, scUpdated).
 */
function unreadAuthority(
  name: string,
  components: readonly ComponentStatus[],
  { secret }: Observation,
): string | undefined {
  const authority = secret(name);
  const isRunning = components.some((component) => component.name === 'citadel' && component.phase === 'Ready');
  if (name !== SUPPLIED_CA_SECRET || authority === undefined || !isRunning) return undefined;
  const roots = rootsOf(authority).toSorted().join();
  const issued = Object.values(SERVING_SECRETS).map((serving) => rootsOf(secret(serving) ?? authority));
  // Byte by byte what citadel was given: also a second root comes with its next start only.
  if (issued.every((own) => own.toSorted().join() === roots)) return undefined;
  const { namespace = '' } = authority.metadata;
  const command = `kubectl -n ${namespace} rollout restart deployment istio-citadel`;
  return `citadel signs with the authority that it started with, and not with Secret ${namespace}/${name}, whose roots are others: ${command}`;
}

/** When the other roots end that an authority hands out. */
function rootsBeside(authority: Manifest | undefined, root: CertificateReading): string[] {
  if (authority === undefined || !root.ok) return [];
  const others = trustedRoots(authority).filter((one) => keyDigest(one) !== root.rootKey);
  return others.map(({ validToDate }) => timestamp(validToDate));
}

const authorityNow = (before: MeshInstallStatus['certificates'], desired: PassResult['desired']): string =>
  desired === undefined ? (before?.authority ?? CA_SECRET) : caSecretNameOf(desired.manifests);

const NO_CITADEL = ['NoCitadel', 'the mesh has no citadel, and so no certificates of its own'] as const;
const NOT_ISSUED = ['NotIssued', 'citadel has not written the Secret of its authority yet'] as const;

/** Said and not left out: a condition that was true before would stand for ever. */
function unknown(reason: string, message: string): CertificateReport {
  return { status: undefined, conditions: [{ type: 'CertificatesValid', status: 'Unknown', reason, message }] };
}

/** Why certificates do not serve, besides what a Secret says by itself. */
interface Problems {
  readonly supplied: string | undefined;
  readonly unread: string | undefined;
  readonly oldRoot: string | undefined;
  /** When the roots end that are trusted beside the one that signs, while it changes. */
  readonly beside: readonly string[];
}

function conditionOn(
  root: CertificateReading,
  { supplied, unread, oldRoot, beside }: Problems,
  now: Date,
): ConditionInput {
  const type = 'CertificatesValid';
  if (!root.ok) return { type, status: 'False', reason: 'Unusable', message: supplied ?? root.problem };
  if (unread !== undefined) return { type, status: 'False', reason: 'CitadelNotRestarted', message: unread };
  if (oldRoot !== undefined) return { type, status: 'False', reason: 'RootChanged', message: oldRoot };
  const days = Math.floor((root.rootExpires.getTime() - now.getTime()) / DAY_MS);
  if (days < NOTICE_DAYS) {
    const message = `the root certificate ends on ${timestamp(root.rootExpires)}; ${beside.length === 0 ? 'rotate it before' : 'another one is trusted beside it'}: meshwright certificates rotate`;
    return { type, status: 'False', reason: 'ExpiresSoon', message };
  }
  if (beside.length > 0) {
    const message = `${beside.length + 1} roots are trusted: citadel signs under the one that ends on ${timestamp(root.rootExpires)}, and beside it is trusted what ends on ${beside.join(', ')}; meshwright certificates rotate says how far the change is`;
    return { type, status: 'True', reason: 'SeveralRoots', message };
  }
  return {
    type,
    status: 'True',
    reason: 'Valid',
    message: `the root certificate is valid until ${timestamp(root.rootExpires)}`,
  };
}
