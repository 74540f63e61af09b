import type { Manifest } from '../../api/manifest.ts';
import { digestOf } from '../model/digest.ts';
import { newSpec } from './forms.ts';
import { fullName, fullNameOf, isMixer, isRendered, specOf, type LegacyKind, type Target } from './legacy.ts';

/** A legacy object and what it is called from now on. */
export interface Renamed {
  readonly object: Manifest;
  readonly target: Target;
  readonly name: string;
}

/** QuotaSpecs name quotas by their bare names, so that these have to keep them before all others. */
const byPrecedence = (a: Manifest, b: Manifest): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const keyOf = ({ kind, metadata }: Manifest): string =>
  [metadata.namespace ?? '', kind === 'quota' ? '' : kind, metadata.name].join(' ');

/**
 * New names: objects of different kinds may have had the same, handlers of one namespace may not. The first keeps it,
 * others add their kind. An object that was converted before gets the name that it got then.
 */
export function renamed(objects: readonly Manifest[], kinds: ReadonlyMap<string, LegacyKind>): Renamed[] {
  const taken = new Map(
    objects
      .filter((object) => isMixer(object, 'handler', 'instance'))
      .map((object) => [fullNameOf(object), digestOf(specOf(object))]),
  );
  // What a MeshInstall renders keeps its names, whoever else wants them.
  const legacy = [...objects].sort((a, b) => Number(isRendered(b)) - Number(isRendered(a)) || byPrecedence(a, b));
  return legacy.flatMap((object) => {
    const target = isMixer(object, object.kind) ? kinds.get(object.kind)?.becomes : undefined;
    if (target === undefined) return [];
    const name = isRendered(object) ? object.metadata.name : freeName(object, target, taken);
    taken.set(fullName(name, target, object.metadata.namespace), digestOf(newSpec(object, target)));
    return [{ object, target, name }];
  });
}

function freeName(object: Manifest, target: Target, taken: ReadonlyMap<string, string>): string {
  const { name, namespace } = object.metadata;
  const spec = digestOf(newSpec(object, target));
  const isFree = (candidate: string): boolean => {
    const holder = taken.get(fullName(candidate, target, namespace));
    return holder === undefined || holder === spec;
  };
  const candidates = [name, `${name}-${object.kind}`];
  for (let n = 2; ; n++) {
    const free = candidates.find(isFree);
    if (free !== undefined) return free;
    candidates.push(`${name}-${object.kind}-${n}`);
  }
}
