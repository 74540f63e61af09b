import { readFileSync } from 'node:fs';

/** Fields of a message by the names that JSON has for them, with their types. */
type Message = ReadonlyMap<string, string>;

const FIELD =
  /^\s*(?:repeated\s+)?(?:map<\s*\w+\s*,\s*([\w.]+)\s*>|([\w.]+))\s+(\w+)\s*=\s*\d+(?:\s*\[.*json_name\s*=\s*"([^"]+)")?/;

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase());

/** The field that a line declares, if it does: its name in JSON and its type, of a map that of its values. */
function fieldIn(line: string): readonly [name: string, type: string] | undefined {
  const found = FIELD.exec(line);
  if (found === null) return undefined;
  const [, ofMap, type = '', name = '', json] = found;
  return [json ?? camelCase(name), (ofMap ?? type).split('.').at(-1) ?? ''];
}

/** The messages of files of Protocol Buffers, by their last names. */
export function messagesIn(...paths: readonly string[]): ReadonlyMap<string, Message> {
  const messages = new Map<string, Map<string, string>>();
  // Blocks that are open: a message has fields of its own, `oneof` declares those of the message around it.
  const open: (Map<string, string> | undefined)[] = [];
  for (const line of paths.flatMap(linesOf)) {
    const field = fieldIn(line);
    if (field !== undefined) open.findLast((each) => each !== undefined)?.set(...field);
    const [, name] = /^\s*message\s+(\w+)/.exec(line) ?? [];
    if (line.includes('{')) open.push(name === undefined ? undefined : fieldsOf(messages, name));
    if (line.includes('}')) open.pop();
  }
  return messages;
}

/** Lines without comments and without options, whose brackets are no blocks. */
const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, ''));

function fieldsOf(messages: Map<string, Map<string, string>>, name: string): Map<string, string> {
  const fields = messages.get(name) ?? new Map<string, string>();
  messages.set(name, fields);
  return fields;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths in a value of which the message, or one within it, has no such field. */
export function unknownFields(
  messages: ReadonlyMap<string, Message>,
  type: string,
  value: unknown,
  path = '',
): string[] {
  const message = messages.get(type);
  if (message === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unknownFields(messages, type, item, `${path}[${i}]`));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const of = message.get(key);
    return of === undefined ? [at] : unknownFields(messages, of, inner, at);
  });
}
