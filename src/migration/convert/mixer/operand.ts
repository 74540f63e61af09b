import type { Clauses } from './clauses.ts';

/** What a value is compared with. */
export interface Test {
  /** As an AuthorizationPolicy writes it. */
  readonly patterns: readonly string[];
  readonly fits: (value: string) => boolean;
}

/** When an attribute, if it is there, passes a test and when it does not; and when it is missing. */
export interface Operand {
  readonly passes: (test: Test) => Clauses;
  readonly fails: (test: Test) => Clauses;
  readonly present: () => Clauses;
  readonly missing: () => Clauses;
}
