import type { Minor } from '../minor.ts';
import type { Convert } from './conversions.ts';

/** A value of the official charts, and the field of the contract that it became. */
export interface Option {
  /** Key of the Helm values; `*` stands for the name of a gateway. Absent where the charts had no such value. */
  readonly helm?: string;
  /** Path below spec; `*` stands for any index. */
  readonly path: string;
  /** The first line whose chart has the key; the first of all when it is not given. */
  readonly since?: Minor;
  /** The last line whose chart has the key; the last of all when it is not given. */
  readonly until?: Minor;
  /** Lines with which the field works, where those are more: it takes no more than Kubernetes, or the binaries know it. */
  readonly works?: { readonly since?: Minor; readonly until?: Minor };
  /** What to use instead with the lines that lack the field: a sentence. */
  readonly instead?: string;
  /** How the value becomes that of the field, where it is not simply taken over. */
  readonly convert?: Convert;
}

/** A row of a table of options: key, path, lines and conversion. */
export type Row = readonly [helm: string, path: string, lines?: Lines, convert?: Convert | undefined];

/** Lines that have an option. */
export type Lines = Pick<Option, 'since' | 'until' | 'works'>;

/** Lines from one on. */
export const since = (minor: Minor): Lines => ({ since: minor });

/** The chart has the key from a line on; the field works with every line. */
export const keySince = (minor: Minor): Lines => ({ since: minor, works: {} });

/** The chart had the key up to a line; the field works with every line. */
export const keyUntil = (minor: Minor): Lines => ({ until: minor, works: {} });

/** The rows as options, with prefixes for their keys and paths. */
export function options(rows: readonly Row[], helm = '', path = ''): Option[] {
  return rows.map(([key, field, lines, convert]) => ({
    helm: `${helm}${key}`,
    path: `${path}${field}`,
    ...lines,
    ...(convert && { convert }),
  }));
}
