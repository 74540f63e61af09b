import type { X509Certificate } from 'node:crypto';
import { checkAuthority } from '../certificates/check-authority.ts';
import { describeAuthorityFinding } from '../certificates/finding.ts';
import { isSameKey, trusting, type Authority } from './authority.ts';
import type { RotationPlan, StepName } from './plan.ts';
import type { RotationInput } from './position.ts';

/** A step cannot be done now; the message says why and what to do. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}

/** Steps that write an authority. */
export type WritingStep = Exclude<StepName, 'restart'>;

/** What citadel is to sign with and hand out after a step. */
export function authorityAfter(step: WritingStep, current: Authority, target: Authority): Authority {
  const { roots } = current;
  if (step === 'trust') return trusting(current, [...roots, target.root]);
  return trusting(target, step === 'issue' ? roots : []);
}

/**
 * Makes sure that a step may be done now.
 * @throws RotationError when one before it is not finished, it is done already, or nothing would work after it
 */
export function assertTurn(step: StepName, { steps }: RotationPlan): void {
  const mine = steps.filter(({ name }) => name === step);
  if (mine.some(({ state }) => state === 'next' || state === 'waits')) return;
  const [held] = steps.filter(({ state }) => state === 'next' || state === 'waits');
  if (held === undefined || mine.every(({ state }) => state === 'done'))
    throw new RotationError(`step "${step}" is done: nothing was changed`);
  const missing = held.missing.length > 0 ? `: ${held.missing.join('; ')}` : '';
  const before = `step "${held.name}" before it is not finished${missing}`;
  throw new RotationError(`step "${step}" cannot begin, because ${before}; nothing was changed`);
}

/**
 * Why an authority must not follow another; undefined when it may. A proxy looks for who signed a certificate by name:
 * of two roots with one name it may take the wrong one, and then trusts nobody.
 */
export function unfitSuccessor(current: Authority, target: Authority, now: Date): string | undefined {
  const failed = checkAuthority(target.files, { now }).filter(({ state }) => state === 'failed');
  if (failed.length > 0) return failed.map(describeAuthorityFinding).join('; ');
  if (isSameKey(current, target)) return undefined;
  const twin = current.roots.find((root) => isNamesake(root, target.root));
  if (twin === undefined) return undefined;
  const name = JSON.stringify(twin.subject.split('\n').join(', '));
  return `its root has the name of the one that is trusted, ${name}, and another key: proxies would mix them up; make it with another name`;
}

const isNamesake = (one: X509Certificate, other: X509Certificate): boolean =>
  one.subject === other.subject && !one.publicKey.equals(other.publicKey);

/** The last fifth of its life: citadel renews a root of its own then, where the release does that. */
const RENEWED_FROM = 0.2;

/** Why a root must not get a second one beside it now; undefined when it may. */
export function renewalDue({ current, now, factsOf }: RotationInput, version: string): string | undefined {
  const { validFromDate: from, validToDate: to } = current.root;
  const left = (to.getTime() - now.getTime()) / (to.getTime() - from.getTime());
  if (current.secret !== 'istio-ca-secret' || !factsOf(version).renewsRoot || left > RENEWED_FROM) return undefined;
  return `citadel of Istio ${version} renews a root in the last fifth of its life by itself, and would take the new one out again; let it, or do it now: meshwright certificates renew`;
}
