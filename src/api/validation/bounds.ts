import type { SpecProblem } from '../errors.ts';
import { isReserved, RESERVED_KEY } from '../reserved-keys.ts';

/**
 * What a spec may hold. Its free-form values go through many hands (merged, printed, compared, kept in the status), and
 * an object of Kubernetes has to fit into etcd with its status.
 */
export const SPEC_BOUNDS = { levels: 64, keys: 1000, kibibytes: 256 };

/** A value on the way, and whence it was reached: a chain, because to copy a path for each value takes its square. */
interface Visit {
  readonly value: unknown;
  readonly level: number;
  readonly key: string;
  readonly parent: Visit | undefined;
}

/**
 * What of a spec is beyond the bounds. Looks at every value once and keeps no path, before anything else reads the
 * spec: what follows may trust that it is small.
 */
export function boundProblems(spec: unknown): SpecProblem[] {
  const waiting: Visit[] = [{ value: spec, level: 0, key: 'spec', parent: undefined }];
  const sizes = new Map<string, number>();
  let bytes = 0;
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const children = childrenOf(visit);
    const problem = problemAt(visit, children);
    if (problem !== undefined) return [problem];
    const size = ownSize(visit);
    const field = fieldOf(visit);
    bytes += size;
    sizes.set(field, (sizes.get(field) ?? 0) + size);
    // The last is looked at first: so what is named is what stands first.
    for (const child of children.reverse()) waiting.push(child);
  }
  return bytes > SPEC_BOUNDS.kibibytes * 1024 ? [tooBig(bytes, sizes)] : [];
}

function childrenOf(parent: Visit): Visit[] {
  const { value, level } = parent;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).map(([key, child]) => ({
    value: child,
    level: level + 1,
    key,
    parent,
  }));
}

function problemAt(visit: Visit, children: readonly Visit[]): SpecProblem | undefined {
  const { value, level, key, parent } = visit;
  if (isReserved(key) && !Array.isArray(parent?.value)) {
    return { field: pathOf(visit), value: undefined, message: `${RESERVED_KEY}.` };
  }
  // YAML has .nan and .inf; of JSON, which the cluster keeps, they become null.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = 'is not a number that Kubernetes can keep; write a finite one.';
    return { field: pathOf(visit), value: String(value), message };
  }
  if (level > SPEC_BOUNDS.levels) {
    const message = `is nested too deep; ${SPEC_BOUNDS.levels} levels below spec at most.`;
    return { field: fieldOf(visit), value: undefined, message };
  }
  if (children.length > SPEC_BOUNDS.keys && !Array.isArray(value)) {
    const message = `has ${children.length} keys; ${SPEC_BOUNDS.keys} at most.`;
    return { field: pathOf(visit), value: undefined, message };
  }
  return undefined;
}

/** About what it takes as JSON. */
const ownSize = ({ key, value }: Visit): number =>
  key.length + 4 + (typeof value === 'string' ? Buffer.byteLength(value) : 4);

function tooBig(bytes: number, sizes: ReadonlyMap<string, number>): SpecProblem {
  const [field, size] = [...sizes].reduce((biggest, next) => (next[1] > biggest[1] ? next : biggest), ['spec', 0]);
  const kibibytes = (count: number): string => `${Math.ceil(count / 1024)} KiB`;
  const message = `has ${kibibytes(size)} of the ${kibibytes(bytes)} of this spec; ${SPEC_BOUNDS.kibibytes} KiB at most, all together.`;
  return { field, value: undefined, message };
}

/** How many keys of a path are said: enough to name a field of the schema. */
const NAMED = 2;

/** The field that a value belongs to, such as `spec.mesh.config`. */
function fieldOf(visit: Visit): string {
  let at = visit;
  while (at.level > NAMED && at.parent !== undefined) at = at.parent;
  return pathOf(at);
}

function pathOf({ key, parent }: Visit): string {
  if (parent === undefined) return key;
  return Array.isArray(parent.value) ? `${pathOf(parent)}[${key}]` : `${pathOf(parent)}.${key}`;
}
