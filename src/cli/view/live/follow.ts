import { API, type MeshInstall } from '../../../api/meshinstall.ts';
import { Informer } from '../../../kube/watch/informer.ts';
import type { KubeClient } from '../../../kube/operations.ts';
import type { Change } from '../../../kube/watch/store.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { EventObject } from './event-feed.ts';

/** Who wants to know what about which mesh. */
export interface Follower {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly name: string;
  /** The mesh as it is now; undefined when it is gone. */
  readonly onInstall: (install: MeshInstall | undefined) => void;
  /** An Event about the mesh that is new, or happened again. */
  readonly onEvent: (event: EventObject) => void;
}

/** Follows a MeshInstall and its Events until the signal aborts; resolves when the present state was read. */
export async function followMesh(follower: Follower, signal: AbortSignal): Promise<void> {
  const informers = [installInformer(follower), eventInformer(follower)];
  for (const informer of informers) void informer.run(signal);
  await Promise.all(informers.map(({ synced }) => synced));
}

function installInformer({ client, clock, random, name, onInstall }: Follower): Informer<MeshInstall> {
  return new Informer<MeshInstall>({
    client,
    clock,
    random,
    kind: { apiVersion: API.apiVersion, kind: API.kind },
    selection: { fieldSelector: `metadata.name=${name}` },
    onChange: (change) => onInstall(change.type === 'deleted' ? undefined : change.object),
  });
}

function eventInformer({ client, clock, random, name, onEvent }: Follower): Informer<EventObject> {
  const told = (change: Change<EventObject>): void => {
    // What the first list brings happened before we looked.
    if (change.type !== 'deleted' && informer.hasSynced) onEvent(change.object);
  };
  const informer: Informer<EventObject> = new Informer<EventObject>({
    client,
    clock,
    random,
    kind: { apiVersion: 'v1', kind: 'Event' },
    selection: {
      namespace: 'default',
      fieldSelector: `involvedObject.kind=${API.kind},involvedObject.name=${name}`,
    },
    onChange: told,
  });
  return informer;
}
