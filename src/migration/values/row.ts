/** How a value of the old setting becomes that of the new one; undefined where there is nothing to say. */
export type Convert<Owner> = (value: unknown, owner: Owner) => unknown;

/** A setting that goes on under another name. */
export interface Carried<Owner> {
  /** Below `spec`, or below a gateway; what is below it goes along unless a row of its own says otherwise. */
  readonly from: string;
  /** Path in the values of the target's chart; a map is merged with what is there. */
  readonly to: string;
  /** What the target does by itself. Where it is given, defaults of the old release are carried over, too. */
  readonly unless?: unknown;
  readonly convert?: Convert<Owner>;
}

/** A setting that the conversion of another one looks at. */
export interface Included {
  readonly from: string;
  /** Which other one. */
  readonly within: string;
}

/** A setting that nothing takes the place of, and why nothing is lost by that. */
export interface Gone {
  readonly from: string;
  readonly gone: string;
}

/** A setting that somebody has to look at, and what to do. */
export interface ByHand {
  readonly from: string;
  readonly todo: string;
}

/** What becomes of one setting of a classic mesh. `Owner` is the spec, or the gateway. */
export type Row<Owner> = Carried<Owner> | Included | Gone | ByHand;

/** The row that says most of a path; undefined where none does. */
export function rowFor<Owner>(rows: readonly Row<Owner>[], path: string): Row<Owner> | undefined {
  const around = rows.filter(({ from }) => path === from || path.startsWith(`${from}.`));
  return around.toSorted((a, b) => b.from.length - a.from.length)[0];
}
