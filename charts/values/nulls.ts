import { isDeepStrictEqual } from 'node:util';
import { not } from '../catalog/options/conversions.ts';
import type { Applied } from './rows.ts';
import { isWithin, type Path } from './tree.ts';

/** What becomes of a null: a value for a field, a remark, or nothing where the charts set nothing that it could take. */
export type Nulled = { readonly field: Path; readonly value: unknown } | { readonly remedy: string } | undefined;

const MAP = 'null takes away all that the chart sets below it; leave it out, or write single values';

/**
 * What a null asks for: Helm takes the chart's own value away then, and templates go on with nothing.
 * @param defaultAt what a field is where nobody sets it
 */
export function nulled(key: Path, rows: readonly Applied[], defaultAt: (field: Path) => unknown): Nulled {
  const row = rows.find((candidate) => isWithin(key, candidate.key));
  if (row === undefined) return rows.some((candidate) => isWithin(candidate.key, key)) ? { remedy: MAP } : undefined;
  const below = key.slice(row.key.length);
  // Inside of what is converted as a whole it is nothing that is there.
  if (row.option.convert !== undefined && below.length > 0) return undefined;
  const field = [...row.field, ...below];
  const usual = defaultAt(field);
  const isInverse = row.option.convert === not;
  if (isInverse) return usual === false ? { field, value: true } : undefined;
  if (usual === null || EMPTY.some((empty) => isDeepStrictEqual(usual, empty))) return undefined;
  if (Array.isArray(usual)) return { field, value: [] };
  if (usual === true && key.at(-1) !== 'enabled') return { field, value: false };
  return { remedy: `null takes away what the chart sets (${JSON.stringify(usual)}); write the value that you want` };
}

const EMPTY: readonly unknown[] = [undefined, '', false, [], {}];
