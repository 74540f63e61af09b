import { amountOf } from '../quantity.ts';
import { boundProblems } from './bounds.ts';
import type { SpecProblem } from '../errors.ts';

/** Amounts that can be meant, but hardly ever are. */
const DOUBTS: readonly {
  readonly resource: string;
  readonly isDoubtful: (amount: number) => boolean;
  readonly says: (written: string, amount: number) => string;
}[] = [
  {
    resource: 'memory',
    isDoubtful: (amount) => amount > 0 && amount < 2 ** 20,
    says: (written, amount) =>
      `is ${amount} bytes; write ${/^\d+/.exec(written)?.[0] ?? '100'}Mi if you mean megabytes.`,
  },
  {
    resource: 'cpu',
    isDoubtful: (amount) => amount >= 100,
    says: (written) => `is ${written} processors; write ${written}m if you mean thousandths of one.`,
  },
];

/**
 * What a spec asks for that is possible and probably a slip: resources of a few bytes, or of hundreds of processors. One
 * that nobody has checked may be given: of what is beyond all bounds nothing is said.
 */
export const doubtsOf = (spec: unknown): SpecProblem[] =>
  boundProblems(spec).length > 0 ? [] : doubtsBelow(spec, 'spec');

function doubtsBelow(value: unknown, at: string): SpecProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const field = Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`;
    return key === 'requests' || key === 'limits' ? doubtsAbout(child, field) : doubtsBelow(child, field);
  });
}

function doubtsAbout(amounts: unknown, at: string): SpecProblem[] {
  return DOUBTS.flatMap(({ resource, isDoubtful, says }) => {
    const value = (amounts as Readonly<Record<string, unknown>> | null)?.[resource];
    const amount = amountOf(value);
    if (amount === undefined || !isDoubtful(amount)) return [];
    return [{ field: `${at}.${resource}`, value, message: says(String(value), amount) }];
  });
}
