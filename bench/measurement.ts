/** What a number counts. */
export type Unit = 'ms' | 's' | 'MiB' | 'bytes/min' | 'ms/min' | 'requests/min' | 'requests' | 'objects/s';

/** One number, and what the same machine did just before or after for comparison. */
export interface Row {
  /** Never changes: budgets and pages name rows by it. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** In the same unit. */
  readonly against?: { readonly what: string; readonly value: number };
  /** How many times it was measured; the value is the median of these unless `what` says otherwise. */
  readonly samples: number;
}

/** What could not be measured here, and why. */
export interface Skipped {
  readonly id: string;
  readonly what: string;
  readonly skipped: string;
}

/** One line of the result. */
export type Finding = Row | Skipped;

/** What a measurement is given. */
export interface Run {
  /** Only shows that it works: few rounds of little. */
  readonly quick: boolean;
  /** Shows what goes on; the next text takes its place. */
  readonly note: (text: string) => void;
  /** The same numbers in every run, so that all runs do the same. */
  readonly random: () => number;
}

/** Something that is measured, by itself or with others. */
export interface Measurement {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** What is done, for who reads the numbers: what the rows mean, and why so many rounds. */
  readonly meaning: string;
  readonly measure: (run: Run) => Promise<readonly Finding[]>;
}

/** Value by baseline; undefined for a row that stands alone. */
export const ratioOf = ({ value, against }: Row): number | undefined =>
  against === undefined || against.value === 0 ? undefined : value / against.value;
