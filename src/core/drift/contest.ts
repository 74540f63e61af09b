/** After so many repairs of one field within CONTEST_WINDOW_MS, somebody else sets it again and again. */
export const CONTEST_ROUNDS = 3;

/** What counts as again and again, in milliseconds. */
export const CONTEST_WINDOW_MS = 10 * 60_000;

/** For so long a contested field is left as it is, in milliseconds; then it is repaired again. */
export const TRUCE_MS = 60 * 60_000;

/** What is remembered of a field that drifted. Times are those of a clock that never goes back, in milliseconds. */
export interface Contest {
  /** When it was repaired, the latest last. */
  readonly repairs: readonly number[];
  /** Who had set it before the last repair, as far as the object tells. */
  readonly manager?: string;
  /** Until then it is left as others set it. */
  readonly leftUntil?: number;
}

/** The contest after one more repair. */
export function afterRepair(before: Contest | undefined, now: number, manager?: string): Contest {
  const repairs = [...(before?.repairs ?? []).filter((at) => now - at < CONTEST_WINDOW_MS), now];
  const by = manager ?? before?.manager;
  const contest = { repairs, ...(by !== undefined && { manager: by }) };
  return repairs.length < CONTEST_ROUNDS ? contest : { ...contest, repairs: [], leftUntil: now + TRUCE_MS };
}

/** True while the field is left as others set it. */
export const isLeft = ({ leftUntil }: Contest, now: number): boolean => leftUntil !== undefined && now < leftUntil;

/** True when nothing of it matters any more. */
export const isForgotten = (contest: Contest, now: number): boolean =>
  !isLeft(contest, now) && contest.repairs.every((at) => now - at >= CONTEST_WINDOW_MS);

/** What is left, to whom, why, and what to do. `field` names object and path. */
export function describeTruce(field: string, { manager }: Contest): string {
  const who = manager ?? 'somebody';
  const rounds = `${CONTEST_ROUNDS} repairs within ${CONTEST_WINDOW_MS / 60_000} minutes did not last`;
  return `${field} is left for an hour as ${who} sets it: ${rounds}; keep ${who} from setting it, or ask for its value in the spec`;
}
