import { OPTIONS } from '../catalog/options.ts';
import { optionsOfChart } from '../catalog/options/of-chart.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from '../catalog/options/unmapped.ts';
import { isTree, isWithin, put, type Path, type Tree } from './tree.ts';

/**
 * Values in the shape that the charts have them. Two spellings that no chart read, but whose meaning nobody doubts, are
 * taken apart: a key of several words, `global.mtls.enabled: true`, and a switch in place of a map, `mtls: true`.
 */
export function inShape(values: Tree, version: string): Tree {
  const own = optionsOfChart(version).map(({ helm }) => helm.split('.'));
  return shaped(values, [], (path) => own.some((option) => matches(option, path) && option.length === path.length));
}

function shaped(values: Tree, above: Path, isOption: (path: Path) => boolean): Tree {
  const result: Tree = {};
  for (const [key, value] of Object.entries(values)) {
    const words = isFlat(above, key) ? key.split('.') : [key];
    const path = [...above, ...words];
    const isSwitch = typeof value === 'boolean' && !isOption(path) && isOption([...path, 'enabled']);
    const whole = isSwitch ? { enabled: value } : value;
    put(result, words, isTree(whole) ? shaped(whole, path, isOption) : whole);
  }
  return result;
}

const KEYS: readonly Path[] = [
  ...OPTIONS.flatMap(({ helm }) => (helm === undefined ? [] : [helm])),
  ...WITHOUT_FIELD.map(({ helm }) => helm),
  ...WITHOUT_MEANING,
].map((key) => key.split('.'));

/** True for a key whose dots are those between words, and not part of a name that the user chose. */
function isFlat(above: Path, key: string): boolean {
  if (!key.includes('.') || KEYS.some((known) => known.length <= above.length && matches(known, above))) return false;
  const path = [...above, ...key.split('.')];
  return KEYS.some((known) => matches(known, path) || isWithin(known, path));
}

/** True when the path is that of a key of the charts or below it; `*` is the name of a gateway. */
const matches = (known: Path, path: Path): boolean =>
  known.every((word, i) => word === path[i] || (word === '*' && path[i] !== undefined));
