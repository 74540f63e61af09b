import { dump } from 'js-yaml';

/**
 * YAML lines in which actions of Go's text/template stand for what only a pod can tell. An action is kept between two
 * control characters, which no YAML contains, until `executable` gives it the delimiters of a release.
 */
export type Lines = readonly string[];

const OPEN = '\u0002';
const CLOSE = '\u0003';

/** An action whose result goes into the text as it is: only for numbers that the injector has checked. */
export const action = (expression: string): string => `${OPEN} ${expression} ${CLOSE}`;

/** An action that leaves nothing, not even its line. */
export const silent = (statement: string): string => `${OPEN}- ${statement} ${CLOSE}`;

/**
 * The result of a text expression as a double-quoted YAML scalar, so that nothing in an annotation can become YAML of
 * its own: every escape that Go writes is one that YAML reads.
 */
export const quoted = (expression: string): string =>
  action(`printf "%q" ${expression.includes(' ') ? `(${expression})` : expression}`);

/** A string constant of the template language. */
export const constant = (text: string): string => JSON.stringify(text);

/** A value as YAML. */
export const yaml = (value: unknown): string[] =>
  dump(value, { sortKeys: true, lineWidth: -1, noRefs: true }).trimEnd().split('\n');

/** The same lines, two columns further in for each level. */
export const indented = (lines: Lines, levels = 1): string[] => lines.map((line) => '  '.repeat(levels) + line);

/** A key and the block under it. */
export const under = (key: string, lines: Lines): string[] => [`${key}:`, ...indented(lines)];

/** One item of a list. */
export const item = ([first = '', ...rest]: Lines): string[] => [`- ${first}`, ...indented(rest)];

/** Lines that are there only if the condition holds for the pod, else the others. */
export function when(condition: string, lines: Lines, otherwise: Lines = []): string[] {
  return [
    silent(`if ${condition}`),
    ...lines,
    ...(otherwise.length > 0 ? [silent('else'), ...otherwise] : []),
    silent('end'),
  ];
}

/** Lines once for each entry of a map; they see the template variables that are named for its key and its value. */
export const forEach = (map: string, [key, value]: readonly [string, string], lines: Lines): string[] => [
  silent(`range ${key}, ${value} := ${map}`),
  ...lines,
  silent('end'),
];

/** The template as an engine with these delimiters reads it. What only looks like an action stays text. */
export function executable(lines: Lines, [left, right]: readonly [string, string]): string {
  const [first = '', ...rest] = lines.join('\n').split(OPEN);
  const literal = (text: string): string => text.replaceAll(left, `${left} ${constant(left)} ${right}`);
  const parts = rest.map((part) => {
    const end = part.indexOf(CLOSE);
    return `${left}${part.slice(0, end)}${right}${literal(part.slice(end + 1))}`;
  });
  return [literal(first), ...parts].join('');
}
