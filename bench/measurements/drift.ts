import type { Manifest } from '../../src/api/manifest.ts';
import { pick } from '../numbers/seeded-random.ts';

/** A value in an object, outside of lists. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

/** What an edit may change; who and what an object is stays. */
const ROOTS = ['metadata.labels', 'spec', 'data', 'roleRef'];

/** Every value of an object that somebody could edit with a merge patch. */
export function leavesOf(object: Manifest): Leaf[] {
  return leavesBelow(object, []).filter(({ path }) =>
    ROOTS.some((root) => `${path.join('.')}.`.startsWith(`${root}.`)),
  );
}

function leavesBelow(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => leavesBelow(below, [...path, key]));
}

/** What is at a path; undefined where nothing is. */
export const valueAt = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);

/** A merge patch that changes a leaf, and nothing else. */
export function editOf({ path, value }: Leaf): unknown {
  const changed = typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : !value;
  return path.reduceRight<unknown>((below, key) => ({ [key]: below }), changed);
}

/** Deleting these takes with it what others made, and so is no drift. */
const KEPT = ['Namespace', 'CustomResourceDefinition'];

/** One thing that somebody does to a mesh: an edit has a leaf. */
export interface Drift {
  readonly object: Manifest;
  readonly leaf?: Leaf;
}

/** Without an end, deletions and edits by turns; no field is edited twice, for the operator would leave it then. */
export function* drifts(objects: readonly Manifest[], random: () => number): Generator<Drift> {
  const leaves = objects.flatMap((object) => leavesOf(object).map((leaf) => ({ object, leaf })));
  const deletable = objects.filter(({ kind }) => !KEPT.includes(kind));
  for (;;) {
    yield { object: pick(deletable, random) };
    const edit = pick(leaves, random);
    leaves.splice(leaves.indexOf(edit), 1);
    yield edit;
  }
}
