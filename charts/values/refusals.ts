import { InvalidSpecError, type SpecProblem } from '../../src/api/errors.ts';
import type { Origin } from './convert.ts';
import { at, isTree, isWithin, leaves, remove, type Path, type Tree } from './tree.ts';
import type { Unmapped } from './unmapped.ts';

/** Everything that is wrong with a spec; gateways are a map by name. */
export type ProblemsOf = (spec: Tree) => readonly SpecProblem[];

/**
 * Takes what is wrong out of a spec until nothing is, and says which values of the file that were. Changes the spec.
 * @throws InvalidSpecError when something is wrong that is not for a value of the file
 */
export function refusals(spec: Tree, problemsOf: ProblemsOf, origins: readonly Origin[], values: Tree): Unmapped[] {
  const refused: Unmapped[] = [];
  for (let problems = problemsOf(spec); problems.length > 0; problems = problemsOf(spec)) {
    // The last one first: what goes from a list then keeps the places of those before it.
    const problem = problems.at(-1) as SpecProblem;
    const own = pathOf(problem, spec);
    const path = own ?? culprit(problem, spec, problemsOf);
    if (path === undefined) throw new InvalidSpecError(problems);
    remove(spec, path);
    const key = keyOf(path, origins);
    const text = textOf(key, values);
    // What is not whole without what went is told already.
    if (refused.some(({ key: told }) => told.startsWith(text) && /^($|[.[])/.test(told.slice(text.length)))) continue;
    const message = own === undefined ? elsewhere(problem) : problem.message;
    refused.push({ key: text, value: at(values, key) ?? problem.value, message });
  }
  return refused.reverse();
}

/** What is wrong with another field if this value is set. */
const elsewhere = ({ field, value, message }: SpecProblem): string =>
  `does not go together with ${field}${value === undefined ? '' : ` ${JSON.stringify(value)}`}: ${message}`;

/** Where in the spec a problem is; what is required and missing is a problem of what it is missing in. */
function pathOf({ field, value }: SpecProblem, spec: Tree): Path | undefined {
  const path: string[] = [];
  let rest = field.replace(/^spec\.?/, '');
  for (let node: unknown = spec; rest !== ''; node = at(spec, path)) {
    const step = stepOf(node, rest, path.length === 1 && path[0] === 'gateways');
    if (step === undefined) return value === undefined && path.length > 0 ? path : undefined;
    path.push(step.key);
    rest = rest.slice(step.length).replace(/^\./, '');
  }
  return path;
}

interface Step {
  readonly key: string;
  /** How much of the text it is. */
  readonly length: number;
}

/** What a path begins with, in a node of the spec. */
function stepOf(node: unknown, rest: string, isGateways: boolean): Step | undefined {
  const index = /^\[(\d+)\]/.exec(rest);
  if (isGateways && isTree(node)) return gatewayStep(node, index, rest);
  if (Array.isArray(node)) {
    const place = Number(index?.[1] ?? node.length);
    return index !== null && place < node.length ? { key: String(place), length: index[0].length } : undefined;
  }
  return isTree(node) ? keyStep(node, rest) : undefined;
}

/** Problems name gateways by their place in the list, or as `gateways (name)`. */
function gatewayStep(gateways: Tree, index: RegExpExecArray | null, rest: string): Step | undefined {
  const name = index === null ? /^ \(([^)]+)\)/.exec(rest) : index;
  const key = index === null ? name?.[1] : Object.keys(gateways)[Number(index[1])];
  return name === null || key === undefined || gateways[key] === undefined
    ? undefined
    : { key, length: name[0].length };
}

/** The longest key that fits, since keys of users have dots in them. */
function keyStep(node: Tree, rest: string): Step | undefined {
  const key = Object.keys(node)
    .filter((name) => rest.startsWith(name) && /^($|[.[ ])/.test(rest.slice(name.length)))
    .sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : { key, length: key.length };
}

/**
 * Two settings that do not go together are told at one of them; it is the other one if that is not in the file. Of
 * several without which the problem would be gone it is the nearest: a limit that is too low, and not the switch of the
 * gateway that has it.
 */
function culprit(problem: SpecProblem, spec: Tree, problemsOf: ProblemsOf): Path | undefined {
  const isGone = (path: Path): boolean => {
    const without = structuredClone(spec);
    remove(without, path);
    return !problemsOf(without).some(({ field, message }) => field === problem.field && message === problem.message);
  };
  const there = problem.field.replace(/^spec\.?/, '').split(/[.[\]() ]+/);
  const distance = (path: Path): number => there.length - there.findIndex((word, i) => word !== path[i]);
  return leaves(spec)
    .map(({ path }) => path)
    .filter((path) => path.length > 0)
    .sort((a, b) => distance(a) - distance(b))
    .find(isGone);
}

/** The key that a field comes from: of the field itself, of one around it, or of one inside it. */
function keyOf(path: Path, origins: readonly Origin[]): Path {
  const around = origins
    .filter(({ field }) => isWithin(path, field))
    .sort((a, b) => b.field.length - a.field.length)[0];
  if (around !== undefined) return around.isSame ? [...around.key, ...path.slice(around.field.length)] : around.key;
  return origins.find(({ field }) => isWithin(field, path))?.key ?? path;
}

/** As people write it: places in lists in brackets. */
function textOf(key: Path, values: Tree): string {
  return key.reduce((text, word, i) => {
    if (Array.isArray(at(values, key.slice(0, i)))) return `${text}[${word}]`;
    return text === '' ? word : `${text}.${word}`;
  }, '');
}
