import type { Manifest } from '../../api/manifest.ts';
import { fullName, fullNameOf, isMixer, type LegacyKind, type Target } from './legacy.ts';
import type { Renamed } from './names.ts';

/** Where references lead: what legacy objects are called now, by their full old names. */
export interface Directory {
  readonly kinds: ReadonlyMap<string, LegacyKind>;
  readonly moved: ReadonlyMap<string, Renamed>;
  /** Full names of handlers and instances of the new form that there are. */
  readonly present: ReadonlySet<string>;
}

/** The directory of converted objects, and of those that need no conversion. */
export function directoryOf(
  kinds: ReadonlyMap<string, LegacyKind>,
  converted: readonly Renamed[],
  objects: readonly Manifest[],
): Directory {
  const moved = new Map(converted.map((entry) => [fullNameOf(entry.object), entry]));
  const present = objects.filter((object) => isMixer(object, 'handler', 'instance')).map(fullNameOf);
  return { kinds, moved, present: new Set(present) };
}

/** A reference as it has to be from now on; `missing` when it leads to a legacy object that nobody showed us. */
export interface Reference {
  readonly text: string;
  readonly missing?: true;
}

/**
 * A rule's reference in its new form. It was `name.kind`, or `name.kind.namespace`; what has no legacy kind in its
 * second place is of the new form already (mixer/pkg/runtime/config/util.go, canonicalize).
 */
export function rewritten(
  text: string,
  target: Target,
  namespace: string | undefined,
  directory: Directory,
): Reference {
  const [name = '', kind = '', of = namespace ?? 'default'] = text.split('.');
  if (directory.kinds.get(kind)?.becomes !== target) return { text };
  const moved = directory.moved.get(fullName(name, kind, of));
  if (moved === undefined) {
    // The second place may also be a namespace, which happens to be called like a kind.
    return directory.present.has(fullName(name, target, kind)) ? { text } : { text, missing: true };
  }
  return { text: of === (namespace ?? 'default') ? moved.name : fullName(moved.name, target, of) };
}

/**
 * Parameters in which instances are called by their full names, as metrics are by the adapters for Prometheus and
 * quotas by memquota: texts and keys that are such a name change with it.
 */
export function withNewNames(value: unknown, directory: Directory): unknown {
  if (typeof value === 'string') return newFullName(value, directory);
  if (Array.isArray(value)) return value.map((item) => withNewNames(item, directory));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [newFullName(key, directory), withNewNames(item, directory)]),
  );
}

function newFullName(text: string, { moved }: Directory): string {
  const entry = moved.get(text);
  if (entry?.target !== 'instance') return text;
  return fullName(entry.name, entry.target, entry.object.metadata.namespace);
}
