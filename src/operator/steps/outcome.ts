import { InvalidSpecError } from '../../api/errors.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import { isPassing, RequestsFailedError } from '../../engine/failures.ts';
import { ApiError, ConnectionError, isConflict } from '../../kube/errors.ts';
import { PartsError } from './apply-and-wait.ts';

/** How a pass ended that threw. */
export function outcomeOf(error: Error): PassOutcome {
  if (error instanceof PartsError) {
    const outcome = outcomeOf(error.cause as Error);
    return outcome.kind === 'error' ? { ...outcome, progress: error.progress } : outcome;
  }
  if (error instanceof InvalidSpecError) return { kind: 'rejected', reason: 'InvalidSpec', message: error.message };
  return { kind: 'error', reason: reasonOf(error), message: error.message };
}

/** Why something failed, in one CamelCase word: the apiserver's, where it refused. */
export function reasonOf(error: Error): string {
  if (error instanceof RequestsFailedError && error.errors[0] !== undefined) return reasonOf(error.errors[0]);
  if (error instanceof ApiError) return error.reason;
  return error instanceof ConnectionError ? 'ApiserverUnreachable' : 'ReconcileFailed';
}

/** True when a fresh look may well succeed: somebody was faster, or a kind that parts apply is not listed yet. */
export const wasOvertaken = (error: unknown): boolean =>
  isConflict(error) || (error instanceof PartsError && isPassing(error.cause));
