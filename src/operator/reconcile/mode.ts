import type { PassOutcome } from '../../core/pass/outcome.ts';

/**
 * What a pass does in one mode of a MeshInstall: applied, observed or deleted. Every mode has this shape, so that
 * whatever comes of it is reported in one place.
 */
export interface Mode<Context, Plan, Result> {
  /** Decides what to do, and writes nothing. */
  readonly plan: (pass: Context) => Plan | Promise<Plan>;
  /** Does it, as far as it goes now. @returns undefined when nobody is left to be told */
  readonly act: (pass: Context, plan: Plan) => Promise<Result | undefined>;
  /** What came of a pass that threw; without a plan when planning threw. */
  readonly failed: (pass: Context, outcome: PassOutcome, plan: Plan | undefined) => Result;
}
