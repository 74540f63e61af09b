import type { Part } from '../model/parts.ts';

/** How a pass ended. */
export type PassOutcome =
  /** The spec cannot be carried out; nothing was written. */
  | { readonly kind: 'rejected'; readonly reason: RejectionReason; readonly message: string }
  /** `spec.paused`: nothing was written. */
  | { readonly kind: 'paused' }
  /** What is installed is kept; the next hop does not begin yet. */
  | { readonly kind: 'blocked'; readonly hold: Hold }
  /** Something failed that may well succeed later; in a wave, or before the first. */
  | { readonly kind: 'error'; readonly reason: string; readonly message: string; readonly part?: Part }
  /** Everything up to this wave is applied; its gate is closed. */
  | { readonly kind: 'waiting'; readonly part: Part; readonly missing: readonly string[] }
  /** Everything is applied, nothing is left over. */
  | { readonly kind: 'converged' };

/** Why a spec is refused, as the reason of Accepted=False. */
export type RejectionReason = 'InvalidSpec' | 'NamespaceTaken' | 'OwnershipConflict' | 'VersionMismatch';

/** Why a hop does not begin yet. */
export interface Hold {
  /** Reason of Ready=False and of the event, one CamelCase word. */
  readonly reason: string;
  /** What is waited for, and what to do about it. */
  readonly message: string;
  /** Time will not help: somebody has to do something. */
  readonly stalled?: true;
  /** When to look again, as milliseconds since the epoch, where no event tells. */
  readonly until?: number;
}

/** The wave in which a pass ended; undefined when it ended before, after or outside of all. */
export function endedIn(outcome: PassOutcome): Part | undefined {
  return 'wave' in outcome ? outcome.part : undefined;
}
