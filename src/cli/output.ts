import { dump } from 'js-yaml';

/** One object as YAML or JSON, with a line break at its end. */
export function serialized(value: object, format: string): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : dump(value, { noRefs: true, lineWidth: -1 });
}
