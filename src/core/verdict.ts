import type { Wave } from './waves.ts';

/** How a pass ended. */
export type Verdict =
  /** The spec cannot be carried out; nothing was written. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly message: string }
  /** `spec.paused`: nothing was written. */
  | { readonly kind: 'paused' }
  /** Something failed that may well succeed later. */
  | { readonly kind: 'error'; readonly reason: string; readonly message: string }
  /** Everything up to this wave is applied; its gate is closed. */
  | { readonly kind: 'waiting'; readonly wave: Wave; readonly missing: readonly string[] }
  /** Everything is applied, nothing is left over. */
  | { readonly kind: 'settled' };

/** Why a spec is refused, as the reason of Accepted=False. */
export type RefusalReason = 'InvalidSpec' | 'NamespaceTaken' | 'OwnershipConflict' | 'VersionMismatch';
