import { isConflict, KindNotServedError } from '../kube/errors.ts';

/** So many failures are told one by one; the rest is a number. */
const MOST_TOLD = 5;

/** Several requests failed, each for its own reason; the message tells the first of them. */
export class RequestsFailedError extends AggregateError {
  override readonly name = 'RequestsFailedError';
  declare readonly errors: Error[];

  constructor(errors: readonly Error[]) {
    const messages = [...new Set(errors.map(({ message }) => message))];
    const told = messages.slice(0, MOST_TOLD);
    const more = messages.length > MOST_TOLD ? [`and ${messages.length - MOST_TOLD} more`] : [];
    super(errors, [...told, ...more].join('; '));
  }
}

/**
 * True for what trying again soon mends: somebody was faster, or the server does not list a kind yet whose CRD it has
 * just established.
 */
export const isPassing = (error: unknown): boolean => isConflict(error) || error instanceof KindNotServedError;

/** The failures as one error. What is passing only counts where nothing else failed. */
export function asOneError(failures: readonly Error[]): Error {
  const worse = failures.filter((failure) => !isPassing(failure));
  const [first, ...others] = worse.length > 0 ? worse : failures.slice(0, 1);
  if (first === undefined) throw new RangeError('no failure to make an error of');
  return others.length === 0 ? first : new RequestsFailedError([first, ...others]);
}

/** What was thrown, as an error. */
export const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });

/** What the settled promises failed with. */
export function failuresOf(outcomes: readonly PromiseSettledResult<unknown>[]): Error[] {
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [errorOf(outcome.reason)] : []));
}
