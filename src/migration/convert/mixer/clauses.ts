import { Unsaid } from '../unsaid.ts';

/** One condition on a request or connection. What is not there is in no list, and out of every one. */
export interface Condition {
  /** As an AuthorizationPolicy names it: `paths`, `request.headers[x-user]`; or `destination.labels[app]`. */
  readonly key: string;
  /** The value has to be one of the patterns; otherwise it may be none of them, or be missing. */
  readonly isIn: boolean;
  /** As an AuthorizationPolicy writes them, with `*` at an end; `*` alone is any value. */
  readonly patterns: readonly string[];
  /** Mixer knew it from the pod of the caller, and a policy knows it only from a certificate. */
  readonly isIdentity?: true;
}

/** Conditions that hold together. */
export type Clause = readonly Condition[];

/** Clauses of which one has to hold. */
export type Clauses = readonly Clause[];

export const ALWAYS: Clauses = [[]];
export const NEVER: Clauses = [];

/** More than a person would write down one by one. */
const MOST = 32;

/** One of both holds. */
export const eitherOf = (a: Clauses, b: Clauses): Clauses =>
  isAlways(a) || isAlways(b) ? ALWAYS : bounded(unique([...a, ...b]));

/** Both hold. */
export const bothOf = (a: Clauses, b: Clauses): Clauses =>
  bounded(unique(a.flatMap((left) => b.flatMap((right) => joined(left, right)))));

/** True where nothing is asked. */
export const isAlways = (clauses: Clauses): boolean => clauses.some(({ length }) => length === 0);

function bounded(clauses: Clauses): Clauses {
  if (clauses.length > MOST) throw new Unsaid(`it would be more than ${MOST} rules; say by hand what is meant`);
  return clauses;
}

/** Without clauses that ask for all that another one asks, and maybe more. */
function unique(clauses: Clauses): Clauses {
  const kept = new Map<Clause, readonly string[]>();
  for (const clause of [...clauses].sort((a, b) => a.length - b.length)) {
    const keys = new Set(clause.map((condition) => JSON.stringify(condition)));
    if (![...kept.values()].some((wider) => wider.every((key) => keys.has(key)))) kept.set(clause, [...keys]);
  }
  return clauses.filter((clause) => kept.has(clause));
}

/** The conditions of both; none where they contradict each other. */
function joined(a: Clause, b: Clause): Clause[] {
  const conditions = [...new Map([...a, ...b].map((condition) => [JSON.stringify(condition), condition])).values()];
  return conditions.some((one) => conditions.some((other) => contradicts(one, other))) ? [] : [conditions];
}

/**
 * Only what is plain from the patterns alone; the rest contradicts itself in the policy as well. A pod without a
 * certificate is one without a principal, and a caller that is known all the same.
 */
function contradicts(one: Condition, other: Condition): boolean {
  if (one.key !== other.key || one.isIdentity !== other.isIdentity || !one.isIn) return false;
  const isExact = one.patterns.every((pattern) => !pattern.includes('*'));
  if (other.isIn) {
    const areExact = isExact && other.patterns.every((pattern) => !pattern.includes('*'));
    return areExact && !one.patterns.some((pattern) => other.patterns.includes(pattern));
  }
  return other.patterns.includes('*') || one.patterns.every((pattern) => other.patterns.includes(pattern));
}
