/** What the user gave (a spec, a file, a flag) cannot be used as it is; trying again without an edit is pointless. */
export class InputError extends Error {}

/** One thing that is wrong with a spec: which field, which value, and what to do about it. */
export interface SpecProblem {
  /** Path as a user writes it, for example `spec.mesh.mtls.enabled`. */
  readonly field: string;
  /** The value that was given. */
  readonly value: unknown;
  /** What is wrong and what to do instead, as one sentence or two. */
  readonly message: string;
}

/** The spec cannot be carried out as it is; trying again without an edit is pointless. */
export class InvalidSpecError extends InputError {
  override readonly name = 'InvalidSpecError';
  readonly problems: readonly SpecProblem[];

  constructor(problems: readonly SpecProblem[], options?: ErrorOptions) {
    super(problems.map(describeProblem).join('; '), options);
    this.problems = problems;
  }
}

/** `spec.version: "1.9.0": not a released version ...`, for status, logs and terminals. */
export function describeProblem({ field, value, message }: SpecProblem): string {
  return value === undefined ? `${field}: ${message}` : `${field}: ${shortened(JSON.stringify(value))}: ${message}`;
}

/** Long enough to recognise a value by; what was written is in the spec. */
const SHOWN = 200;

const shortened = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);
