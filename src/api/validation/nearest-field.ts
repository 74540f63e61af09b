import leven from 'leven';
import { rootSchema, type Schema } from '../crd.ts';

/** Slips of a finger: this many letters more, less or others. */
const MOST_SLIPS = 2;

/** What may have been meant by a field that there is not. */
const MOST_NAMED = 3;

/**
 * Paths that may have been meant by a key that a block does not have: a field of the block that is spelt almost so, else
 * fields of that very name elsewhere; the shortest first.
 */
export function nearestFields(block: readonly PropertyKey[], key: string): string[] {
  const root = rootSchema().properties?.['spec'] ?? {};
  const at = block.reduce<Schema | undefined>(step, root);
  const prefix = pathText(block);
  const beside = Object.keys(at?.properties ?? {})
    .map((name) => ({ name, slips: slipsOf(name, key) }))
    .filter(({ name, slips }) => isNear(name, slips))
    .sort((a, b) => a.slips - b.slips)
    .map(({ name }) => `${prefix}.${name}`);
  const found = beside.length > 0 ? beside : namesakes(root, 'spec', key).sort((a, b) => a.length - b.length);
  return found.slice(0, MOST_NAMED);
}

/** True when a name may have been meant by a key that is spelt almost so. */
export const isSpeltAlmost = (name: string, key: string): boolean => isNear(name, slipsOf(name, key));

/** `spec.gateways[0].name`, as people write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    'spec',
  );
}

const slipsOf = (name: string, key: string): number => leven(name.toLowerCase(), key.toLowerCase());
const isNear = (name: string, slips: number): boolean => slips <= MOST_SLIPS && slips <= name.length / 2;

const step = (schema: Schema | undefined, key: PropertyKey): Schema | undefined =>
  typeof key === 'number' ? schema?.items : schema?.properties?.[String(key)];

function namesakes({ properties = {}, items }: Schema, at: string, key: string): string[] {
  const inner = Object.entries(properties).flatMap(([name, schema]) => [
    ...(name === key ? [`${at}.${name}`] : []),
    ...namesakes(schema, `${at}.${name}`, key),
  ]);
  return items === undefined ? inner : [...inner, ...namesakes(items, `${at}[]`, key)];
}
