import { isConflict } from '../kube/errors.ts';

/** So many failures are told one by one; the rest is a number. */
const MOST_TOLD = 5;

/** Several requests failed, each for its own reason; the message tells the first of them. */
export class RequestsFailedError extends AggregateError {
  override readonly name = 'RequestsFailedError';
  declare readonly errors: Error[];

  constructor(errors: readonly Error[]) {
    const told = errors.slice(0, MOST_TOLD).map(({ message }) => message);
    const more = errors.length > MOST_TOLD ? [`and ${errors.length - MOST_TOLD} more`] : [];
    super(errors, [...told, ...more].join('; '));
  }
}

/** The failures as one error. Conflicts only count where nothing else failed: trying again mends them. */
export function asOneError(failures: readonly Error[]): Error {
  const worse = failures.filter((failure) => !isConflict(failure));
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
