/** Name of a check. */
export type CheckName =
  | 'kubernetes-version'
  | 'certificate-authority'
  | 'node-architectures'
  | 'unread-resources'
  | 'old-proxies'
  | 'selectors'
  | 'service-addresses'
  | 'surge-room'
  | 'disruption-budgets';

/** What a check found. */
export interface Finding {
  readonly check: CheckName;
  /** `block`: the hop does not begin. `warn`: it does, and somebody should know. */
  readonly severity: 'block' | 'warn';
  /** What is in the way, as a sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  /** It may go by itself within moments after the hop before. */
  readonly mayPass?: true;
}

/** Names in a message; of a thousand nobody reads more. */
const MOST_NAMED = 10;

/** `a, b and 5 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

/** A finding as one line. */
export const describeFinding = ({ check, message, remedy }: Finding): string => `${check}: ${message}; ${remedy}`;
