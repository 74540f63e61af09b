import type { DeletionResult } from './delete-pass.ts';
import type { DeletionContext } from './delete-pass.ts';
import type { PassResult } from '../../core/pass/result.ts';
import type { Stopwatch } from '../../runtime/stopwatch.ts';
import type { ApplyPassContext } from './apply-pass.ts';
import type { ObservePassContext } from './observe-pass.ts';
import type { PodProblems } from '../caches/pod-problems.ts';
import type { Establishment } from '../steps/establishment.ts';
import type { Subject } from '../pass/subject.ts';

/** What came of a pass. */
export type Result = PassResult | DeletionResult;

/** What one pass over one MeshInstall works with: what its modes do, whose steps each say what they need. */
export type PassContext = ApplyPassContext &
  ObservePassContext &
  DeletionContext & {
    readonly podProblems: Pick<PodProblems, 'nextLookMs'>;
    readonly establishment: Pick<Establishment, 'nextLookMs'>;
    /** Since when others have been faster than we, pass after pass. */
    readonly conflicts: Stopwatch;
  };

/** The part of it that is the same for every pass; built once, by the composition root. */
export type OperatorContext = Omit<PassContext, keyof Subject>;
