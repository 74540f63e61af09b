/**
 * - `ok`: as it should be
 * - `warning`: works, and should be looked at
 * - `failed`: meshes are not kept, or not as asked for, until something is done
 * - `unknown`: the user may not look
 */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

/** What one check found. */
export interface CheckFinding {
  /** What was looked at, in one or two words. */
  readonly check: string;
  readonly state: CheckState;
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Makes findings of one check. */
export const findingsOf = (check: string) => ({
  ok: (message: string): CheckFinding => ({ check, state: 'ok', message }),
  warning: (message: string, remedy: string): CheckFinding => ({ check, state: 'warning', message, remedy }),
  failed: (message: string, remedy: string): CheckFinding => ({ check, state: 'failed', message, remedy }),
  unknown: (message: string): CheckFinding => ({ check, state: 'unknown', message }),
});
