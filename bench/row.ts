/** One line of the result: what, how long, and how it compares to something that the same machine did just now. */
export interface Row {
  readonly what: string;
  readonly ms: number;
  readonly against: string;
  readonly baselineMs: number;
}
