import { isDeepStrictEqual } from 'node:util';
import type { SpecProblem } from '../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { minorOf, MINORS, type Minor } from '../catalog/minor.ts';
import { OPTIONS } from '../catalog/options.ts';
import type { Option } from '../catalog/options/option.ts';

/** Fields that not every line has, and the lines that have them: what its binaries do not know, no chart can give. */
const LIFETIMES: readonly { readonly path: string; readonly lines: readonly Minor[]; readonly instead?: string }[] = [
  ...Map.groupBy(OPTIONS, ({ path }) => path),
]
  .map(([path, rows]) => {
    const lines = MINORS.filter((minor) => rows.some((row) => linesWith(row).includes(minor)));
    const [instead] = rows.flatMap((row) => row.instead ?? []);
    return { path, lines, ...(instead !== undefined && { instead }) };
  })
  .filter(({ lines }) => lines.length < MINORS.length);

/** Lines that have a field; its path is below spec, with `*` for the index of a list. */
export function linesOf(path: string): readonly Minor[] {
  const within = LIFETIMES.filter((field) => path === field.path || path.startsWith(`${field.path}.`));
  return MINORS.filter((minor) => within.every(({ lines }) => lines.includes(minor)));
}

function linesWith(option: Option): readonly Minor[] {
  const { since = '1.0', until = '1.4' } = option.works ?? option;
  return MINORS.slice(MINORS.indexOf(since), MINORS.indexOf(until) + 1);
}

/**
 * Every setting of a spec that its version does not have. What is written out as it is anyway may stay: a spec that
 * names all defaults is good.
 */
export function unsupportedOptions(spec: MeshInstallSpec, defaults: object): SpecProblem[] {
  const minor = minorOf(spec.version);
  return LIFETIMES.filter(({ lines }) => !lines.includes(minor)).flatMap(({ path, lines, instead }) =>
    settingsAt(spec, defaults, path.split('.'), 'spec')
      .filter(({ value, fallback }) => differs(value, fallback))
      .map(({ field, value }) => ({
        field,
        value,
        message: [
          `Istio ${spec.version} does not have this option; ${linesText(lines)}.`,
          ...(instead ? [instead] : []),
        ].join(' '),
      })),
  );
}

const linesText = (lines: readonly Minor[]): string =>
  lines.length === 1 ? `Istio ${lines.join()} has it` : `Istio ${lines.join(', ')} have it`;

interface Setting {
  readonly field: string;
  readonly value: unknown;
  readonly fallback: unknown;
}

function settingsAt(node: unknown, defaults: unknown, path: readonly string[], field: string): Setting[] {
  if (node === undefined) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [{ field, value: node, fallback: defaults }];
  if (key === '*') {
    return (node as Named[]).flatMap((item, i) => settingsAt(item, sameNamed(defaults, item), rest, `${field}[${i}]`));
  }
  const below = (value: unknown): unknown => (value as Record<string, unknown> | undefined)?.[key];
  return settingsAt(below(node), below(defaults), rest, `${field}.${key}`);
}

interface Named {
  readonly name: string;
}

const sameNamed = (items: unknown, { name }: Named): unknown =>
  (items as readonly Named[] | undefined)?.find((item) => item.name === name);

/** True when a value asks for something that would not be there without it. */
function differs(value: unknown, fallback: unknown): boolean {
  if (fallback === undefined) return !asksForNothing(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return !isDeepStrictEqual(value, fallback);
  return Object.entries(value).some(([key, child]) => differs(child, (fallback as Record<string, unknown>)[key]));
}

const asksForNothing = (value: unknown): boolean =>
  value === false || value === '' || (Array.isArray(value) && value.length === 0);
