import { optionsWithKey } from './catalog/options/of-chart.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from './catalog/options/unmapped.ts';

/** What a key of the Helm values became. */
export type HelmKey =
  /** Fields below spec, with `*` for the index of a list. */
  | { readonly fields: readonly string[] }
  /** No field: what to do instead, as the end of a sentence. */
  | { readonly remedy: string }
  /** A block of the values: the keys below it, and the fields of each; none where they have no field. */
  | { readonly keys: Readonly<Record<string, readonly string[]>> };

type Path = readonly string[];

const wordsOf = (key: string): Path => key.split('.');

const ROWS = optionsWithKey().map((row) => ({ ...row, words: wordsOf(row.helm) }));

/** True when the known key is the other one or around it; `*` is the name of a gateway. */
const covers = (known: Path, key: Path): boolean =>
  known.every((word, i) => word === key[i] || (word === '*' && key[i] !== undefined));

/** What a key of the charts of 1.0 to 1.4 became, in whichever of them it was; undefined when none has it. */
export function helmKey(text: string): HelmKey | undefined {
  const key = wordsOf(text);
  return fieldsOf(key) ?? blockOf(key) ?? remedyOf(key);
}

/** Those of the rows that say most: a key inside of another has a field inside of its field. */
function fieldsOf(key: Path): HelmKey | undefined {
  const around = ROWS.filter(({ words }) => covers(words, key));
  const longest = Math.max(...around.map(({ words }) => words.length));
  const fields = around
    .filter(({ words }) => words.length === longest)
    .map(({ path, convert }) => (convert === undefined ? [path, ...key.slice(longest)].join('.') : path));
  return fields.length === 0 ? undefined : { fields: [...new Set(fields)] };
}

/** A block of which some keys have fields. */
function blockOf(key: Path): HelmKey | undefined {
  const inside = ROWS.filter(({ words }) => covers(key, words));
  if (inside.length === 0) return undefined;
  const without = WITHOUT_FIELD.map(({ helm }) => helm).filter(
    (helm) => helm !== key.join('.') && covers(key, wordsOf(helm)),
  );
  const fields = [...Map.groupBy(inside, ({ helm }) => helm)].map(([helm, rows]): [string, string[]] => [
    helm,
    rows.map(({ path }) => path),
  ]);
  return { keys: Object.fromEntries([...without.map((helm): [string, string[]] => [helm, []]), ...fields]) };
}

function remedyOf(key: Path): HelmKey | undefined {
  const isAbout = (helm: string): boolean => covers(wordsOf(helm), key) || covers(key, wordsOf(helm));
  const known = WITHOUT_FIELD.find(({ helm }) => isAbout(helm));
  if (known !== undefined) return { remedy: known.remedy };
  return WITHOUT_MEANING.some(isAbout) ? { remedy: 'leave it out, it asks for nothing' } : undefined;
}
