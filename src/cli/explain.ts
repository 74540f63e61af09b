import { helmKey, optionFacts, type HelmKey, type OptionFacts } from '../../charts/index.ts';
import { isSpeltAlmost } from '../api/validation/nearest-field.ts';
import { schemaAt, pathsOf, type Place } from './input/option-path.ts';
import { explanation, type Explanation } from './view/tables/explanation.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';

/** Options of `meshwright explain`. */
export interface ExplainOptions {
  readonly option?: string;
  readonly output: string;
}

/**
 * Prints what a field means, what it may be, what it is by default and which releases have it. Takes a path or a key of
 * the Helm values: of that all fields that it became, or why it has none.
 * @throws UsageError when there is no such field
 */
export function explainCommand({ option = 'spec', output }: ExplainOptions, { stdout }: Terminal): Promise<void> {
  const place = schemaAt(option);
  const explained = place === undefined ? explainKey(option, helmKey(option)) : [explain(place)];
  const [first, ...more] = explained;
  if (first === undefined) throw new UsageError(`${option}: not an option; ${nearest(option)}`);
  if (output === 'table') stdout.write(explained.map(explanation).join('\n'));
  else stdout.write(serialized(more.length === 0 ? first : explained, output));
  return Promise.resolve();
}

const OF_HELM = 'value of the Helm charts';

function explainKey(key: string, known: HelmKey | undefined): Explanation[] {
  if (known === undefined) return [];
  if ('fields' in known)
    return known.fields.map(schemaAt).flatMap((place) => (place === undefined ? [] : [explain(place)]));
  if ('remedy' in known) return [{ field: key, type: OF_HELM, description: `Has no field; ${known.remedy}.` }];
  const fields = Object.entries(known.keys).map(([field, paths]) => ({
    field,
    type: OF_HELM,
    description: paths.length === 0 ? 'Has no field.' : paths.map((path) => `spec.${path}`).join(', '),
  }));
  return [{ field: key, type: 'block of the Helm values', description: '', fields }];
}

function explain({ field, path, schema, type, required, fields }: Place): Explanation {
  const { enum: values, minimum, maximum, pattern, description = '' } = schema;
  return {
    field,
    type,
    description,
    ...(required && { required }),
    ...(Array.isArray(values) && { values: values.map(String) }),
    ...(typeof minimum === 'number' && { minimum }),
    ...(typeof maximum === 'number' && { maximum }),
    ...(typeof pattern === 'string' && { pattern }),
    ...(path !== undefined && { facts: factsOf(path, fields.length > 0) }),
    ...(fields.length > 0 && {
      fields: fields.map((inner) => ({
        field: inner.field,
        type: inner.type,
        description: inner.schema.description ?? '',
      })),
    }),
  };
}

/** A block has no default of its own: its fields have. */
function factsOf(path: string, isBlock: boolean): OptionFacts {
  const facts = optionFacts(path);
  return isBlock ? { ...facts, defaults: [] } : facts;
}

const MOST = 5;
/** Shorter words are part of too many names. */
const SHORTEST = 3;

/** Options whose names contain the last word, or, of one word alone, are spelt almost so; else what there is beside what was asked for. */
function nearest(option: string): string {
  const words = option.split('.');
  const word = (words.at(-1) ?? '').toLowerCase();
  const lastOf = (path: string): string => (path.split('.').at(-1) ?? '').replace('[]', '');
  const paths = word.length < SHORTEST ? [] : pathsOf();
  const holding = paths.filter((path) => lastOf(path).toLowerCase().includes(word));
  const like =
    holding.length > 0 || words.length > 1 ? holding : paths.filter((path) => isSpeltAlmost(lastOf(path), word));
  if (like.length > 0) {
    const shortest = like.sort((a, b) => a.length - b.length).slice(0, MOST);
    return `did you mean ${shortest.join(', ')}?`;
  }
  const parent = schemaAt(words.slice(0, -1).join('.'));
  if (parent === undefined || parent.fields.length === 0) return '`meshwright explain` lists where to begin';
  const names = parent.fields.map(({ field }) => field.slice(parent.field.length).replace(/^(\[\])?\./, ''));
  return `${parent.field} has ${names.join(', ')}`;
}
