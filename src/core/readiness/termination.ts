import type { Manifest } from '../../api/manifest.ts';
import { describeObject } from '../model/object-id.ts';
import type { Observation } from '../model/observation.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** That a live object is being deleted, and what holds it; undefined for one that stays. */
export function terminationOf(live: Manifest): string | undefined {
  const { deletionTimestamp } = live.metadata;
  if (deletionTimestamp === undefined) return undefined;
  return [`is being deleted since ${deletionTimestamp}`, ...(HOLDERS[live.kind] ?? finalizersOf)(live)].join('; ');
}

/** What Kubernetes says about who holds an object, by kind. */
const HOLDERS: Readonly<Record<string, (live: Manifest) => string[]>> = {
  CustomResourceDefinition: (live) => [
    ...messagesOf(live, /^Terminating$/),
    ...othersFinalizers(live, 'customresourcecleanup.apiextensions.k8s.io'),
    `it goes with the last of its resources: kubectl get ${live.metadata.name} -A`,
  ],
  Namespace: (live) => [...messagesOf(live, /Remaining$|Failure$/), ...finalizersOf(live)],
};

function messagesOf(live: Manifest, types: RegExp): string[] {
  const { conditions = [] } = (live['status'] ?? {}) as { conditions?: Condition[] };
  const hold = conditions.filter(({ type, status }) => status === 'True' && types.test(type));
  return hold.flatMap(({ message = '' }) => (message === '' ? [] : [message]));
}

const finalizersOf = (live: Manifest): string[] => othersFinalizers(live);

function othersFinalizers({ metadata: { finalizers = [] } }: Manifest, own?: string): string[] {
  const others = finalizers.filter((finalizer) => finalizer !== own);
  return others.length === 0 ? [] : [`held by ${others.join(', ')}`];
}

/** How many are told by name: whoever deletes a CRD of Istio often deletes them all. */
const MOST_NAMED = 3;

/** Which of these objects are being deleted, one sentence each; of many, the number of the rest. */
export function terminating(objects: readonly Manifest[], { live }: Pick<Observation, 'live'>): string[] {
  const sentences = objects.flatMap((object) => {
    const found = live(object);
    const termination = found && terminationOf(found);
    return termination === undefined ? [] : [`${describeObject(object)}: ${termination}`];
  });
  const others = sentences.length - MOST_NAMED;
  const rest = others > 0 ? [`${others} more ${others === 1 ? 'object is' : 'objects are'} being deleted`] : [];
  return [...sentences.slice(0, MOST_NAMED), ...rest];
}
