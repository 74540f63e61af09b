import { dump } from 'js-yaml';
import type { Manifest } from '../../api/manifest.ts';
import { visibleText } from '../../api/visible.ts';
import { colours, noColours, render, type Line, type Paint } from '../view/line.ts';
import { unguarded } from './guarded.ts';
import type { Terminal } from './terminal.ts';

/** One object as YAML or JSON, with a line break at its end. */
export function serialized(value: object, format: string): string {
  const json = (): string => `${JSON.stringify(value, null, 2)}\n`;
  if (format === 'json') return json();
  const yaml = dump(value, { noRefs: true, lineWidth: -1 });
  // YAML has characters plain that work on a terminal. JSON is YAML too, and can say any of them by its number.
  return visibleText(yaml) === yaml ? yaml : json();
}

/** Objects for `kubectl apply -f`: documents of YAML, or one list as JSON. */
export function printedObjects(objects: readonly Manifest[], format: string): string {
  if (format === 'json') return serialized({ apiVersion: 'v1', kind: 'List', items: objects }, format);
  if (objects.length === 0) return '# nothing to convert\n';
  return objects.map((object) => `---\n${serialized(object, format)}`).join('');
}

/** Writes lines, in colours where they are wanted. */
export function writeLines(lines: readonly Line[], terminal: Pick<Terminal, 'stdout' | 'env'>): void {
  const paint = paintFor(terminal);
  unguarded(terminal.stdout).write(lines.map((line) => `${render(line, paint)}\n`).join(''));
}

/** Colours for a terminal that wants them (see no-color.org), none for a pipe. */
function paintFor({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Paint {
  const wanted = stdout.isTTY === true && env['TERM'] !== 'dumb' && (env['NO_COLOR'] ?? '') === '';
  return wanted ? colours : noColours;
}
