/** Something to do or to look at. */
export interface Act {
  /** A sentence without a full stop. */
  readonly says: string;
  /** Lines for a shell, that can be run as they are. */
  readonly run?: string;
}

/** A stop on the way. Until the last one everything can be taken back. */
export interface Step {
  readonly title: string;
  /** Why it has to be, where that is not plain. */
  readonly why?: string;
  readonly does: readonly Act[];
  /** What to look at before going on. */
  readonly checks: readonly Act[];
  readonly risks: readonly string[];
  readonly back: readonly Act[];
}

/** A step that this mesh does not need. */
export interface LeftOut {
  readonly title: string;
  readonly because: string;
}

/** A step, or why it is none. */
export type Stop = Step | LeftOut;

/** True for a step that is needed. */
export const isStep = (stop: Stop): stop is Step => 'does' in stop;

/** A word for a shell: names come from a cluster or from files, and could be anything. */
export const word = (text: string): string =>
  /^[A-Za-z0-9@%+=:,./_-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Something to say without a command. */
export const say = (says: string): Act => ({ says });

/** A command and what it is for. */
export const run = (says: string, ...lines: readonly string[]): Act => ({ says, run: lines.join('\n') });
