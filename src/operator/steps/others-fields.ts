import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { otherManager } from '../../core/ownership/field-managers.ts';
import { describeObject, idOf, refOf } from '../../core/model/object-id.ts';
import { isScaledOtherwise, scalerOf, withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';
import type { Change } from '../../engine/apply.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import type { Contests } from './contests.ts';

/** What leaving numbers of pods to autoscalers works with. */
export interface ScaledContext extends Pick<Subject, 'signal'> {
  readonly client: Pick<KubeClient, 'list'>;
  readonly cache: Pick<LiveCache, 'live'>;
}

/** What leaving fields to others works with. */
export type OthersContext = Subject &
  EventTeller &
  ScaledContext & {
    readonly client: Pick<KubeClient, 'get'>;
    readonly contests: Pick<Contests, 'leftOf' | 'note' | 'repaired' | 'withoutContested'>;
  };

/** Every cluster serves it, and it says what it scales as the newer ones do. */
const AUTOSCALER = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' };

/** What is applied, and what of it is left to autoscalers: a sentence by object id. */
export interface Unscaled {
  readonly objects: readonly Manifest[];
  readonly left: ReadonlyMap<string, string>;
}

/**
 * The objects without numbers of pods that autoscalers of others own. The cluster is asked only while a Deployment has
 * another number of pods than we want.
 */
export async function withoutOthersReplicas(pass: ScaledContext, objects: readonly Manifest[]): Promise<Unscaled> {
  const scaled = objects.filter((object) => isScaledOtherwise(object, pass.cache.live(object)));
  const namespaces = new Set(scaled.map(({ metadata }) => metadata.namespace ?? ''));
  const autoscalers = await othersAutoscalers(pass.client, [...namespaces], pass.signal);
  const left = scaled.flatMap((object): [string, string][] => {
    const scaler = scalerOf(object, autoscalers);
    return scaler === undefined ? [] : [[idOf(object), describeScaled(object, scaler)]];
  });
  return { objects: withoutScaledReplicas(objects, autoscalers), left: new Map(left) };
}

/** Autoscalers of others; ours are rendered, or about to be pruned. */
export async function othersAutoscalers(
  client: ScaledContext['client'],
  namespaces: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Manifest[]> {
  const lists = await Promise.all(
    namespaces.map((namespace) => client.list(AUTOSCALER, { namespace, ...(signal && { signal }) })),
  );
  return lists
    .flatMap(({ items }) => items)
    .filter(({ metadata }) => metadata.labels?.[LABELS.mesh] === undefined)
    .map((item) => ({ ...item, ...AUTOSCALER }));
}

function describeScaled(manifest: Manifest, scaler: Manifest): string {
  const who = describeObject(scaler);
  return `${describeObject(manifest)}: spec.replicas is left to ${who}; delete that one to have it as the spec says, or set \`autoscaling\` in the spec instead`;
}

/** Tells what of an object is left to others, when it is news, and remembers it for the status. */
export function noteLeft(pass: OthersContext, object: Manifest, left: readonly string[]): void {
  for (const message of pass.contests.note(pass.install.metadata.name, object, left)) {
    pass.log.warn({ object: describeObject(object) }, message);
    pass.recordEvent(pass.install, { type: 'Warning', reason: 'LeftToOthers', message });
  }
}

/**
 * Who changed the fields that drifted, by object. It has to be asked before they are repaired: what we follow comes
 * without that account, and a repair takes the field over. Not knowing it must not keep us from repairing.
 */
export async function managersOf(
  { client, signal, log }: OthersContext,
  changes: readonly Change[],
): Promise<ReadonlyMap<Manifest, string>> {
  const managers = new Map<Manifest, string>();
  const ask = async ({ object, need }: Change): Promise<void> => {
    if (need.why !== 'drifted') return;
    try {
      const live = await client.get(refOf(idOf(object)), { metadataOnly: true, signal });
      const manager = live && otherManager(live, need.drift.path);
      if (manager !== undefined) managers.set(object, manager);
    } catch (error) {
      log.debug({ err: error, object: describeObject(object) }, 'cannot read who changed it');
    }
  };
  await Promise.all(changes.map(ask));
  return managers;
}
