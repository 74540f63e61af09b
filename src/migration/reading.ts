import type { Manifest } from '../api/manifest.ts';

/**
 * Values of objects that nobody has checked: they come from any cluster or file, and what is of another kind than
 * expected counts as missing.
 */
export type Loose = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. */
export const record = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};

/** The value as a list; an empty one where it is none. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** The value where it is a text. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The texts of a list; numbers count, because YAML makes them of ports. */
export const texts = (value: unknown): string[] =>
  list(value).flatMap((item) => (typeof item === 'string' || typeof item === 'number' ? [String(item)] : []));

/** The texts behind the keys of an object, such as labels. */
export const textMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );

/** The labels of an object; a file may have the key and nothing behind it. */
export const labelsOf = ({ metadata }: Pick<Manifest, 'metadata'>): Record<string, string> => textMap(metadata.labels);

/** A value and where it was found. */
export interface Placed {
  /** As people write it: `spec.http[0].mirror`. */
  readonly field: string;
  readonly value: unknown;
}

/**
 * Everything at a path such as `spec.http[].route[].destination.host`, where `[]` is every item of a list. What is written
 * with underscores is found, too: JSON of protocol buffers has both spellings.
 */
export function valuesAt(value: unknown, path: string): Placed[] {
  return path
    .split('.')
    .reduce<Placed[]>((found, word) => found.flatMap((place) => step(place, word)), [{ field: '', value }]);
}

function step({ field, value }: Placed, word: string): Placed[] {
  const plain = word.replace(/\[\]$/, '');
  const name = plain in record(value) ? plain : underscored(plain);
  const inner = record(value)[name];
  const at = field === '' ? name : `${field}.${name}`;
  if (inner === undefined) return [];
  return plain === word
    ? [{ field: at, value: inner }]
    : list(inner).map((item, i) => ({ field: `${at}[${i}]`, value: item }));
}

/** `mirrorPercent` as `mirror_percent`. */
export const underscored = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Every text within a value, with its place. */
export function textsWithin(value: unknown, field: string): { readonly field: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, i) => textsWithin(item, `${field}[${i}]`));
  return Object.entries(record(value)).flatMap(([key, inner]) => textsWithin(inner, `${field}.${key}`));
}
