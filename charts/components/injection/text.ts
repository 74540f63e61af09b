import { dump } from 'js-yaml';

/**
 * YAML lines in which actions of Go's text/template stand for what only a pod can tell. Everything is written with the
 * delimiters {{ and }}; `template.ts` replaces them for release lines with others.
 */
export type Lines = readonly string[];

/** An action whose result goes into the text as it is: only for numbers that the injector has checked. */
export const action = (expression: string): string => `{{ ${expression} }}`;

/** The result of an expression as a JSON string, so that nothing in an annotation can become YAML of its own. */
export const quoted = (expression: string): string =>
  action(`structToJSON ${expression.includes(' ') ? `(${expression})` : expression}`);

/** A string constant of the template language. */
export const constant = (text: string): string => JSON.stringify(text);

/** A value as YAML; what looks like an action stays text. */
export function yaml(value: unknown): string[] {
  const text = dump(value, { sortKeys: true, lineWidth: -1, noRefs: true }).trimEnd();
  return text.replaceAll('{{', '{{ "{{" }}').split('\n');
}

/** The same lines, two columns further in for each level. */
export const indented = (lines: Lines, levels = 1): string[] => lines.map((line) => '  '.repeat(levels) + line);

/** A key and the block under it. */
export const under = (key: string, lines: Lines): string[] => [`${key}:`, ...indented(lines)];

/** One item of a list. */
export const item = ([first = '', ...rest]: Lines): string[] => [`- ${first}`, ...indented(rest)];

/** Lines that are there only if the condition holds for the pod, else the others. */
export function when(condition: string, lines: Lines, otherwise: Lines = []): string[] {
  return [
    `{{- if ${condition} }}`,
    ...lines,
    ...(otherwise.length > 0 ? ['{{- else }}', ...otherwise] : []),
    '{{- end }}',
  ];
}

/** Lines once for each entry of a map; they see the template variables that are named for its key and its value. */
export const forEach = (map: string, [key, value]: readonly [string, string], lines: Lines): string[] => [
  `{{- range ${key}, ${value} := ${map} }}`,
  ...lines,
  '{{- end }}',
];
