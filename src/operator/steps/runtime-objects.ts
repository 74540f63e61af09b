import { namespaceOf } from '../../api/meshinstall.ts';
import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { RuntimeObject } from '../../api/runtime-objects.ts';
import { firstDrift } from '../../core/drift/drift.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { healthOf } from '../../core/readiness/health.ts';
import { identityOf } from '../../core/model/object-id.ts';
import { isRuntimeObjectIn, isSigned } from '../../core/ownership/ownership.ts';
import { componentOf } from '../../core/model/parts.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Desired } from '../pass/desired.ts';
import type { Subject } from '../pass/subject.ts';

/** A runtime object that is there. */
export interface LiveRuntimeObject {
  readonly row: RuntimeObject;
  readonly live: Manifest;
}

/** Where to look for runtime objects. */
export interface RuntimeObjectsContext extends Pick<Subject, 'install'> {
  readonly cache: Pick<LiveCache, 'named' | 'owned'>;
  /** Whatever programs of a mesh of any release make by themselves. */
  readonly runtimeObjects: readonly RuntimeObject[];
}

type Wanted = Pick<Desired, 'manifests' | 'runtimeObjects'>;

/**
 * What programs of this mesh have made by themselves. Where no creator of ours runs, somebody else's may: then only what
 * nobody has put a name on counts, as galley's of a Helm release has. Sends nothing.
 */
export function liveRuntimeObjects(inspect: RuntimeObjectsContext): LiveRuntimeObject[] {
  const namespace = namespaceOf(inspect.install);
  return inspect.runtimeObjects.flatMap((row) => {
    const live = inspect.cache.named(row);
    if (live === undefined || !isRuntimeObjectIn(namespace, row, live)) return [];
    return isSigned(live) && creatorsOn(inspect, row).length === 0 ? [] : [{ row, live }];
  });
}

/** What runs the programs of a component now. */
const creatorsOn = ({ cache, install }: RuntimeObjectsContext, { component }: RuntimeObject): Manifest[] =>
  cache.owned(install.metadata.name).filter((live) => isPodOwner(live) && componentOf(live) === component);

/** True when programs of the mesh have made what we want to apply: it becomes ours without a question. */
export function isToAdopt(inspect: RuntimeObjectsContext, wanted: Manifest): boolean {
  return liveRuntimeObjects(inspect).some(({ live }) => identityOf(live) === identityOf(wanted));
}

/** What programs of the mesh made, and neither they nor we are to keep any longer. */
export function unmaintained(
  inspect: RuntimeObjectsContext,
  { manifests, runtimeObjects }: Wanted,
): LiveRuntimeObject[] {
  const kept = new Set([...manifests, ...runtimeObjects].map(identityOf));
  return liveRuntimeObjects(inspect).filter(({ live }) => !kept.has(identityOf(live)));
}

/**
 * What is unmaintained and will not come back: its creator is gone, or runs as it should. While a creator runs as it did, it
 * makes the object again at once, and it answers what the object asks for.
 */
export function abandoned(inspect: RuntimeObjectsContext, wanted: Wanted): LiveRuntimeObject[] {
  return unmaintained(inspect, wanted).filter(({ row }) =>
    creatorsOn(inspect, row).every((live) => isAsItShouldBe(live, wanted.manifests)),
  );
}

function isAsItShouldBe(live: Manifest, manifests: readonly Manifest[]): boolean {
  const wanted = manifests.find((manifest) => identityOf(manifest) === identityOf(live));
  return wanted !== undefined && healthOf(live).state === 'Current' && firstDrift(wanted, live) === undefined;
}

/** The uids of runtime objects. */
export const uidsOf = (found: readonly LiveRuntimeObject[]): ReadonlySet<string> =>
  new Set(found.flatMap(({ live }) => live.metadata.uid ?? []));

/** The components whose programs created them. */
export const creatorsOf = (found: readonly LiveRuntimeObject[]): ReadonlySet<ComponentName> =>
  new Set(found.map(({ row }) => row.component));
