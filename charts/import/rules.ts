import { isDeepStrictEqual } from 'node:util';
import type { StatedField } from '../values/mesh-install.ts';
import type { Unmapped } from '../values/unmapped.ts';
import { at, isTree, isWithin, leaves, type Tree } from '../values/tree.ts';

/** What becomes of one value: fields of the contract, advice, both, or nothing where it asks for nothing. */
export interface Outcome {
  /** Paths below spec, gateways by name, and what they become. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What to do instead, as the end of a sentence. */
  readonly remedy?: string;
  /** What has to be done beside it, as a sentence without a full stop. */
  readonly advice?: string;
}

/** Converts one value of a foreign document; `spec` is all of it. */
export type Convert = (value: unknown, spec: Tree) => Outcome;

/** Where something stands in a foreign document, and what becomes of it. Of several rows for one place all hold. */
export type Rule = readonly [from: string, convert: Convert];

/** Taken over as it is. */
export const to =
  (...paths: readonly string[]): Convert =>
  (value) => ({ fields: Object.fromEntries(paths.map((path) => [path, value])) });

/** Asks for nothing where it has one of these values; else it cannot be carried over. */
export const remedy =
  (text: string, ...harmless: readonly unknown[]): Convert =>
  (value) =>
    harmless.some((each) => isDeepStrictEqual(each, value)) || isEmpty(value) ? {} : { remedy: text };

/** Asks for nothing, whatever it is. */
export const nothing: Convert = () => ({});

/** Another conversion, and advice with it where the value is true. */
export const withAdvice =
  (convert: Convert, text: string): Convert =>
  (value, spec) => ({ ...convert(value, spec), ...(value === true && { advice: text }) });

const isEmpty = (value: unknown): boolean =>
  value === '' || (Array.isArray(value) && value.length === 0) || (isTree(value) && Object.keys(value).length === 0);

/** The fields that a foreign spec asks for by its rules, and whatever no rule is about. */
export function applyRules(
  spec: Tree,
  rules: readonly Rule[],
): { fields: readonly StatedField[]; unmapped: readonly Unmapped[] } {
  const hits = rules.flatMap(([from, convert]) => {
    const path = from.split('.');
    const value = at(spec, path);
    return value === undefined ? [] : [{ path, value, ...(value === null ? {} : convert(value, spec)) }];
  });
  const left = leaves(spec).filter(
    ({ path, value }) =>
      path.length > 0 && !isEmpty(value) && value !== null && !hits.some((hit) => isWithin(path, hit.path)),
  );
  return {
    fields: hits.flatMap(({ path, fields = {} }) =>
      Object.entries(fields).map(([field, value]) => ({ path: field.split('.'), value, key: placeOf(path) })),
    ),
    unmapped: [
      ...hits.flatMap(({ path, value, ...outcome }) =>
        told(outcome).map((message) => ({ key: placeOf(path), value, message })),
      ),
      ...left.map(({ path, value }) => ({
        key: placeOf(path),
        value,
        message: 'not a field that we know of this kind; leave it out.',
      })),
    ],
  };
}

const told = ({ remedy: text, advice }: Outcome): string[] => [
  ...(text === undefined ? [] : [`has no field; ${text}.`]),
  ...(advice === undefined ? [] : [`${advice}.`]),
];

const placeOf = (path: readonly string[]): string => ['spec', ...path].join('.');
