import { structuredPatch } from 'diff';
import { dump } from 'js-yaml';
import type { Difference } from '../../diff/compare.ts';
import type { FieldDifference } from '../../../core/drift/projection.ts';
import { cropText, span, type Line } from '../line.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A difference as a unified diff of YAML. */
export function differenceLines({ object, live, wanted }: Difference): Line[] {
  return unifiedDiff(object, yaml(live), yaml(wanted));
}

const yaml = (object: object): string =>
  Object.keys(object).length === 0 ? '' : dump(object, { noRefs: true, lineWidth: -1, sortKeys: true });

/** A difference as one line per field, or per place within a text of many lines. */
export function pathLines({ object, change, fields }: Difference): Line[] {
  if (change !== 'different') return [[span(`${object}: ${change}`, change === 'missing' ? 'green' : 'red')]];
  return fields
    .flatMap(changesOf)
    .map(({ path, live, wanted }) => [
      span(`${object}: ${path}: `),
      span(live, 'red'),
      span(' > '),
      span(wanted, 'green'),
    ]);
}

/** A difference as it is shown. */
interface Change {
  readonly path: string;
  readonly live: string;
  readonly wanted: string;
}

function changesOf({ path, live, wanted }: FieldDifference): Change[] {
  if (isText(live) && isText(wanted)) return placesOf(path, live, wanted);
  return [{ path, ...apart(shown(live), shown(wanted)) }];
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trimEnd().includes('\n');

/** The lines that differ, with the number of the first in what is wanted. */
function placesOf(path: string, live: string, wanted: string): Change[] {
  const { hunks } = structuredPatch('', '', live, wanted, '', '', { context: 0 });
  return hunks.map(({ newStart, lines }) => {
    const signed = (sign: string): string | undefined =>
      lines.some((line) => line.startsWith(sign))
        ? lines.flatMap((line) => (line.startsWith(sign) ? line.slice(1).trim() : [])).join('\n')
        : undefined;
    return { path: `${path}:${newStart}`, ...apart(shown(signed('-')), shown(signed('+'))) };
  });
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const LONGEST_VALUE = 40;

/** So much of what both begin with is shown, to tell where in them it is. */
const BEFORE = 8;

/** Two values, cut to where they differ: long ones often begin alike. */
function apart(live: string, wanted: string): Pick<Change, 'live' | 'wanted'> {
  let same = 0;
  while (same < Math.min(live.length, wanted.length) && live[same] === wanted[same]) same++;
  const isLong = Math.max(live.length, wanted.length) > LONGEST_VALUE;
  const from = isLong && same > BEFORE ? same - BEFORE : 0;
  const cut = (text: string): string => cropText(`${from > 0 ? '…' : ''}${text.slice(from)}`, LONGEST_VALUE);
  return { live: cut(live), wanted: cut(wanted) };
}
