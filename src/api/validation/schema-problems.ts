import type { z } from 'zod';
import type { SpecProblem } from '../errors.ts';
import { newestRelease } from '../spec/releases.ts';
import { nearestFields, pathText } from './nearest-field.ts';

type Issue = z.core.$ZodIssue;

/** What the schema has against an input, in words for people. */
export function schemaProblems(issue: Issue, input: unknown): SpecProblem[] {
  const field = pathText(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: `${field}.${key}`,
      value: valueAt(input, [...issue.path, key]),
      message: `unknown field; ${insteadOf(issue.path, key)}`,
    }));
  const value = valueAt(input, issue.path);
  const message = value === undefined ? missing(field) : (REMEDIES[field]?.(value) ?? remedy(issue, value));
  return [{ field, value, message }];
}

function insteadOf(block: readonly PropertyKey[], key: string): string {
  const near = nearestFields(block, key);
  if (near.length > 0) return `did you mean ${near.join(', or ')}?`;
  return `\`meshwright explain ${pathText(block)}\` tells which there are.`;
}

const missing = (field: string): string =>
  field === 'spec.version' ? `is required; write ${newestRelease()}, the newest, or another one.` : 'is required.';

/** Fields in which people make mistakes of their own kind. */
const REMEDIES: Readonly<Record<string, (value: unknown) => string>> = {
  'spec.version': (value) => `not possible; write ${versionMeant(value)}; \`meshwright versions\` lists all.`,
};

/** What may have been meant: a word for the newest, a minor alone, or a release with more around it. */
function versionMeant(value: unknown): string {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  const [, minor, patch] = /^v?(\d+\.\d+)(?:\.(\d+|x|\*))?/i.exec(written.trim()) ?? [];
  const newest = newestRelease(minor);
  if (minor === undefined || newest === undefined) return `${newestRelease()}, the newest`;
  return patch !== undefined && /^\d+$/.test(patch) ? `${minor}.${patch}` : `${newest}, the newest of ${minor}`;
}

function remedy(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value') return `not a possible value; choose one of ${issue.values.join(', ')}.`;
  if (issue.code === 'invalid_type') return `not possible; ${typeRemedy(issue.expected, value)}.`;
  // Patterns and unions of the schema say in their messages what to write.
  if (issue.code === 'invalid_format' || issue.code === 'invalid_union') return `not possible; write ${issue.message}.`;
  if (issue.code === 'too_small') return `not possible; ${boundRemedy(issue.origin, 'at least', issue.minimum)}.`;
  if (issue.code === 'too_big') return `not possible; ${boundRemedy(issue.origin, 'at most', issue.maximum)}.`;
  return `not possible; ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`;
}

/** What a bound counts, where it is not the value itself. */
const COUNTED: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', map: 'entries' };

function boundRemedy(origin: string, bound: 'at least' | 'at most', value: number | bigint): string {
  const counted = COUNTED[origin];
  return counted === undefined ? `it has to be ${bound} ${value}` : `it has to have ${bound} ${value} ${counted}`;
}

/** Types as people call them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

function typeRemedy(expected: string, value: unknown): string {
  const needed = `it has to be ${TYPES[expected] ?? expected}`;
  if (value === null) return `${needed}; leave the field out for its default`;
  if (expected === 'string' && ['number', 'boolean'].includes(typeof value)) return `${needed}; put it in quotes`;
  const isQuoted = typeof value === 'string' && /^(-?[0-9]+(\.[0-9]+)?|true|false)$/.test(value);
  return isQuoted && ['number', 'int', 'boolean'].includes(expected)
    ? `${needed}; write ${value} without quotes`
    : needed;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}
