import { dump } from 'js-yaml';
import type { Difference } from '../../diff/compare.ts';
import { cropText, span, type Line } from '../line.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A difference as a unified diff of YAML. */
export function differenceLines({ object, live, wanted }: Difference): Line[] {
  return unifiedDiff(object, yaml(live), yaml(wanted));
}

const yaml = (object: object): string =>
  Object.keys(object).length === 0 ? '' : dump(object, { noRefs: true, lineWidth: -1, sortKeys: true });

const LONGEST_VALUE = 40;

/** A difference as one line per field. */
export function pathLines({ object, change, fields }: Difference): Line[] {
  if (change !== 'different') return [[span(`${object}: ${change}`, change === 'missing' ? 'green' : 'red')]];
  return fields.map(({ path, live, wanted }) => [
    span(`${object}: ${path}: `),
    span(shown(live), 'red'),
    span(' > '),
    span(shown(wanted), 'green'),
  ]);
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : cropText(JSON.stringify(value), LONGEST_VALUE);
