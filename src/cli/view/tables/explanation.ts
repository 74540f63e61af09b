import type { OptionFacts } from '../../../../charts/index.ts';
import { wrapText } from '../line.ts';

/** What there is to say about a field of a MeshInstall. */
export interface Explanation {
  /** As it is written, for example `spec.gateways[].type`. */
  readonly field: string;
  readonly type: string;
  readonly description: string;
  readonly required?: true;
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** What the catalog knows, for fields of the spec. */
  readonly facts?: OptionFacts;
  readonly fields?: readonly Pick<Explanation, 'field' | 'type' | 'description'>[];
}

const WIDTH = 78;

/** An explanation as text of at most 80 columns, like `kubectl explain`. */
export function explanation(explained: Explanation): string {
  const { field, type, description, facts, fields = [] } = explained;
  const blocks = [
    [`${field} <${type}>`],
    description === '' ? [] : wrapText(description, WIDTH),
    [...limits(explained), ...(facts === undefined ? [] : catalogLines(facts))],
    fields.length === 0 ? [] : ['Fields:', ...fields.flatMap((inner) => fieldLines(inner, field))],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function fieldLines(inner: Pick<Explanation, 'field' | 'type' | 'description'>, outer: string): string[] {
  const name = inner.field.slice(outer.length).replace(/^(\[\])?\./, '');
  return [`  ${name} <${inner.type}>`, ...wrapText(inner.description, WIDTH - 6).map((line) => `      ${line}`)];
}

function limits({ values, minimum, maximum, pattern, required }: Explanation): string[] {
  return [
    ...(required === true ? rows('Required', ['yes']) : []),
    ...(values === undefined ? [] : rows('Values', wrapText(values.map(quoted).join(', '), WIDTH - INDENT))),
    ...(minimum === undefined && maximum === undefined ? [] : rows('Range', [rangeText(minimum, maximum)])),
    ...(pattern === undefined ? [] : rows('Pattern', [pattern])),
  ];
}

const quoted = (value: string): string => (value === '' ? '""' : value);

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum === undefined) return `${minimum} and more`;
  return minimum === undefined ? `up to ${maximum}` : `${minimum} to ${maximum}`;
}

function catalogLines({ lines, defaults, helm }: OptionFacts): string[] {
  const single = defaults.length === 1;
  return [
    ...rows('Releases', [linesText(lines)]),
    ...rows(
      'Default',
      defaults.flatMap(({ value, profiles, lines: some }) => {
        const where = `with ${profiles.join(', ')}${some === undefined ? '' : ` of ${linesText(some)}`}`;
        return wrapText(single ? JSON.stringify(value) : `${JSON.stringify(value)} ${where}`, WIDTH - INDENT);
      }),
    ),
    ...rows(
      'Helm',
      helm.map(({ key, lines: some }) => (some.length === lines.length ? key : `${key} (${linesText(some)})`)),
    ),
  ];
}

const INDENT = 12;

const rows = (title: string, texts: readonly string[]): string[] =>
  texts.map((text, i) => (i === 0 ? title : '').padEnd(INDENT) + text);

/** Lines of releases that follow each other: `1.1 to 1.4`. */
const linesText = (lines: readonly string[]): string =>
  lines.length < 2 ? lines.join() : `${lines[0] ?? ''} to ${lines.at(-1) ?? ''}`;
