import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { isKept } from '../ownership/kept.ts';
import { identityOf, refOf, type ObjectId } from '../model/object-id.ts';
import { depthsOf } from '../model/graph.ts';
import { NEEDS } from '../model/needs.ts';
import { componentOf, isBinding, knownPartOf, PARTS } from '../model/parts.ts';

/** Permissions of programs that would make webhooks again as soon as they are deleted. */
const MEANS = 'permission to make webhooks';

const WEBHOOKS: readonly string[] = ['injection', 'validation'];

/** Parts whose objects stay: they hold what is the user's. */
const KEPT_PARTS: ReadonlySet<string> = new Set(['namespace', 'crds']);

/**
 * Order of deletion, as parts that go together: the graph of an installation backwards, so that whoever needs something
 * goes before it. Webhooks go before everything: they fail closed, and without what answers them they would block pods
 * and configuration.
 */
const STEPS: readonly (readonly string[])[] = [[MEANS], WEBHOOKS, ...backwards()];

function backwards(): string[][] {
  const goes = PARTS.map(({ name }) => name).filter((name) => !KEPT_PARTS.has(name) && !WEBHOOKS.includes(name));
  const needs = NEEDS.filter(({ on, part }) => !WEBHOOKS.includes(part) && (on?.includes('install') ?? true));
  const turned = needs.map(({ part, needs: needed, why }) => ({ part: needed, needs: part, why }));
  const depths = depthsOf(turned);
  return [...Map.groupBy(goes, (name) => depths.get(name) ?? 0)].sort(([a], [b]) => a - b).map(([, names]) => names);
}

/** How long a deletion may take before it stops waiting for what does not go, in milliseconds. */
export const DELETION_BOUND_MS = 5 * 60_000;

/** What is to be deleted next. */
export interface DeletionStep {
  /** For status and log, for example `injector, gateways`. */
  readonly name: string;
  readonly ids: readonly ObjectId[];
}

/**
 * The inventory in the order of its deletion. Where an object belongs is read off the live object; one that is not
 * live any more (or lost its labels) comes last. Objects that are kept on purpose are left out.
 * @param creators components whose programs make webhooks by themselves: what permits it goes first of all
 */
export function deletionSteps(
  inventory: readonly ObjectId[],
  live: readonly Manifest[],
  creators: ReadonlySet<ComponentName> = new Set(),
): DeletionStep[] {
  const means = bindingsOf(creators, live);
  const byIdentity = new Map(live.map((object) => [identityOf(object), object]));
  const partNames = new Map(
    inventory.map((id) => {
      const identity = identityOf(refOf(id));
      const object = byIdentity.get(identity);
      return [id, means.has(identity) ? MEANS : ((object && knownPartOf(object)?.name) ?? 'foundation')];
    }),
  );
  const goes = inventory.filter((id) => !isKept(refOf(id)));
  return STEPS.flatMap((parts) => {
    const ids = goes.filter((id) => parts.includes(partNames.get(id) ?? ''));
    return ids.length === 0 ? [] : [{ name: parts.join(', '), ids }];
  });
}

/** Identities of the bindings of these components: without them their programs cannot write. */
export function bindingsOf(components: ReadonlySet<ComponentName>, live: readonly Manifest[]): ReadonlySet<string> {
  const bindings = live.filter((object) => isBinding(object) && components.has(componentOf(object)));
  return new Set(bindings.map(identityOf));
}

/** What `spec.deletion` says, read without validation: a spec that became invalid must not block the deletion. */
export function deletionPolicy(spec: MeshInstallSpec): Required<NonNullable<MeshInstallSpec['deletion']>> {
  const wish = (value: unknown) => (value === 'Delete' ? 'Delete' : 'Keep');
  const { crds, certificateAuthority, injectedSecrets } = spec.deletion ?? {};
  return {
    crds: wish(crds),
    certificateAuthority: wish(certificateAuthority),
    injectedSecrets: wish(injectedSecrets),
  };
}
