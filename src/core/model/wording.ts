import type { Condition } from '../../api/status.ts';
import type { ConditionInput } from '../../api/conditions.ts';

/**
 * What error texts hold that is another one each time and tells nobody anything: times (x509 says when it is now), ids
 * of requests, the port that a connection happened to have, addresses in memory, how long something took, and what
 * others use of a quota just now.
 */
const VOLATILE: readonly RegExp[] = [
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /(?<=\d{1,3}(?:\.\d{1,3}){3}):\d{5}(?=->)/g,
  /\b0x[0-9a-f]{6,}\b/gi,
  /\b\d+\.\d+(?:ms|µs|s)\b/g,
  /(?<=exceeded quota: .*\bused: )[^:]+(?=, limited: )/g,
];

/** True when two messages say the same, apart from what is another one each time. */
export const saysTheSame = (one: string, other: string): boolean => one === other || lasting(one) === lasting(other);

/** What is to be told now: the words of before, if they say the same, so that a pass without news writes nothing. */
export const settledWords = (before: string | undefined, now: string): string =>
  before !== undefined && saysTheSame(before, now) ? before : now;

/** Names in a message. */
const MOST_NAMED = 3;

/** The first few of the names, and how many there are besides. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** How many of something, in words that fit: `1 object`, `2 objects`. */
export const amountOf = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** A condition in the words of before, if it says the same for the same reason. */
export function settledCondition(before: readonly Condition[] | undefined, said: ConditionInput): ConditionInput {
  const old = before?.find(({ type, reason }) => type === said.type && reason === said.reason);
  return { ...said, message: settledWords(old?.message, said.message) };
}

const lasting = (message: string): string => VOLATILE.reduce((text, pattern) => text.replace(pattern, '…'), message);
