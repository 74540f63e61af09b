import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { isKept } from './kept.ts';
import { identityOf, refOf, type ObjectId } from '../model/object-id.ts';
import { componentOf, isBinding, knownPartOf, PARTS } from '../model/parts.ts';

/** Permissions of programs that would make webhooks again as soon as they are deleted. */
const MEANS = 'permission to make webhooks';

/**
 * Order of deletion, as waves that go together. Webhooks first, because they fail closed: without what answers them
 * they would block pods and configuration. Whoever uses certificates goes before citadel, and permissions go last.
 */
const STEPS: readonly (readonly string[])[] = [
  [MEANS],
  ['injection', 'validation'],
  ['injector', 'gateways', 'istio-resources', 'addons'],
  ['mixer'],
  ['pilot'],
  ['galley'],
  ['citadel'],
  ['bindings', 'foundation'],
];

/** Waves whose objects stay: they hold what is the user's. */
const KEPT_WAVES = new Set(['namespace', 'crds']);

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
  const waveNames = new Map(
    inventory.map((id) => {
      const identity = identityOf(refOf(id));
      const object = byIdentity.get(identity);
      return [id, means.has(identity) ? MEANS : ((object && knownPartOf(object)?.name) ?? 'foundation')];
    }),
  );
  const goes = inventory.filter((id) => !isKept(refOf(id)));
  return STEPS.flatMap((parts) => {
    const ids = goes.filter((id) => parts.includes(waveNames.get(id) ?? ''));
    return ids.length === 0 ? [] : [{ name: parts.join(', '), ids }];
  });
}

/** Identities of the bindings of these components: without them their programs cannot write. */
export function bindingsOf(components: ReadonlySet<ComponentName>, live: readonly Manifest[]): ReadonlySet<string> {
  const bindings = live.filter((object) => isBinding(object) && components.has(componentOf(object)));
  return new Set(bindings.map(identityOf));
}

/** Every wave is either deleted or kept; a test holds it. */
export function unplannedWaves(): string[] {
  const planned = new Set([...STEPS.flat(), ...KEPT_WAVES]);
  return PARTS.map(({ name }) => name).filter((name) => !planned.has(name));
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
