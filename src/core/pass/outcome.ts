import type { Part } from '../model/parts.ts';
import type { Hold } from '../upgrade/holds.ts';

/** How a pass ended. */
export type PassOutcome =
  /** The spec cannot be carried out; nothing was written. */
  | { readonly kind: 'rejected'; readonly reason: RejectionReason; readonly message: string }
  /** `spec.paused`: nothing was written. */
  | { readonly kind: 'paused' }
  /** What is installed is kept; the next hop does not begin yet. */
  | { readonly kind: 'blocked'; readonly hold: Hold }
  /** Something failed that may well succeed later; in some parts, which are among the waits, or before the first. */
  | { readonly kind: 'error'; readonly reason: string; readonly message: string; readonly progress?: Progress }
  /** Parts are applied whose gates are closed. */
  | { readonly kind: 'waiting'; readonly progress: Progress }
  /** Everything is applied, nothing is left over. */
  | { readonly kind: 'converged' };

/** Why a spec is refused, as the reason of Accepted=False. */
export type RejectionReason = 'InvalidSpec' | 'NamespaceTaken' | 'OwnershipConflict' | 'VersionMismatch';

/** One part that is applied, or could not be, and what is missing. */
export interface Wait {
  readonly part: Part;
  /** One sentence each. */
  readonly missing: readonly string[];
  /** Nothing of it was applied: it would break what works. */
  readonly notBegun?: true;
}

/** How far the parts of a mesh have come; parts that are in neither list have not begun. */
export interface Progress {
  /** Names of the parts whose gates are open. */
  readonly open: ReadonlySet<string>;
  /** Parts at work, needed before needing. */
  readonly waits: readonly Wait[];
}

/** How far the parts had come when the pass ended; undefined when it ended before, after or outside of all. */
export function progressOf(outcome: PassOutcome): Progress | undefined {
  return 'progress' in outcome ? outcome.progress : undefined;
}
