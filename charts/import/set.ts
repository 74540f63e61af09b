import { isReserved, RESERVED_KEY } from '../../src/api/reserved-keys.ts';
import { isTree, type Tree } from '../values/tree.ts';
import { plainText } from './document.ts';
import { ImportError } from './errors.ts';

/** A setting as `helm --set` takes it: a path with dots, and a value as text. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  /** As `--set-string`: the value stays text. */
  readonly isText?: boolean;
}

/**
 * What stands behind one `--set` or, with `isText`, `--set-string`: `a.b=c`, or several with commas between them.
 * @throws ImportError for anything else
 */
export function settingsOf(text: string, isText = false): Setting[] {
  return (text.match(/(?:\\.|\{[^}]*\}|[^,])+/g) ?? ['']).map((setting) => {
    const [, key = '', value = ''] = /^((?:\\.|[^=\\])+)=([\s\S]*)$/.exec(setting) ?? [];
    if (key === '')
      throw new ImportError(`--set: ${JSON.stringify(text)}: write a key and its value, such as pilot.traceSampling=5`);
    return { key, value: value.replace(/\\(.)/g, '$1'), ...(isText && { isText }) };
  });
}

/** What a text is for Helm: `true`, a whole number, `null`, a list in braces, or text. */
function typed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^(0|-?[1-9]\d{0,14})$/.test(text)) return Number(text);
  return listed(text, typed) ?? text;
}

function listed(text: string, each: (item: string) => unknown): unknown[] | undefined {
  const list = /^\{(.*)\}$/.exec(text)?.[1];
  return list === '' ? [] : list?.split(',').map((item) => each(item.trim()));
}

/** The same where everything is text, but for lists. */
const asText = (value: unknown): unknown => listed(plainText(value), (item) => item) ?? plainText(value);

/** A path as Helm splits it: at dots that no backslash guards; `[2]` is the third of a list. */
function pathOfKey(key: string): (string | number)[] {
  const parts = key.match(/(?:\\.|[^.\\])+/g) ?? [];
  return parts.flatMap((part) => {
    const [, name = '', indices = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(part) ?? [];
    const numbers = [...indices.matchAll(/\d+/g)].map(([digits]) => Number(digits));
    return [...(name === '' ? [] : [name.replace(/\\(.)/g, '$1')]), ...numbers];
  });
}

/** Values from settings, later ones over earlier ones. @throws ImportError for a key that no values can have */
export function valuesOf(settings: readonly Setting[]): Tree {
  const values: Tree = {};
  for (const { key, value, isText = false } of settings) {
    const given = isText ? asText(value) : typeof value === 'string' ? typed(value) : value;
    place(values, possible(key, pathOfKey(key)), given);
  }
  return values;
}

/** No list of the charts is longer; a greater index was made to exhaust us. */
const MOST_ITEMS = 1_000;

function possible(key: string, path: readonly (string | number)[]): readonly (string | number)[] {
  const reserved = path.find((step) => isReserved(String(step)));
  if (reserved !== undefined) throw new ImportError(`${key}: the key "${reserved}" ${RESERVED_KEY}`);
  const index = path.find((step) => typeof step === 'number' && step >= MOST_ITEMS);
  if (index !== undefined) throw new ImportError(`${key}: [${index}] is beyond any list; ${MOST_ITEMS} items at most`);
  return path;
}

function place(node: Tree | unknown[], [step, ...rest]: readonly (string | number)[], value: unknown): void {
  if (step === undefined) return;
  const holder = node as Record<string | number, unknown>;
  if (rest.length === 0) {
    holder[step] = value;
    return;
  }
  const below = holder[step];
  const fits = typeof rest[0] === 'number' ? Array.isArray(below) : isTree(below);
  const inner = fits ? (below as Tree | unknown[]) : typeof rest[0] === 'number' ? membersOnly([]) : {};
  holder[step] = inner;
  place(inner, rest, value);
}

const MEMBERS_ONLY = Symbol('only some members of a list');

function membersOnly(list: unknown[]): unknown[] {
  return Object.defineProperty(list, MEMBERS_ONLY, { value: true });
}

/** True for a list of settings by index, `ports[0].port=80`: it changes members of a list, and does not replace it. */
export const hasMembersOnly = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && Object.hasOwn(value, MEMBERS_ONLY);
