import { API } from '../../api/meshinstall.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { ToldEvent } from '../contract.ts';

/** An Event that the cluster remembers, and which mesh it is about. */
export interface EarlierEvent {
  readonly mesh: string;
  /** Of the MeshInstall: another one of the name has another. */
  readonly uid: string;
  readonly told: ToldEvent;
}

/** As far as we read it; anybody who may create Events may have written it. */
interface EventObject extends Manifest {
  readonly involvedObject?: { readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** An apiserver forgets Events after an hour; of hundreds of meshes that are no more than some thousands. */
const MOST_READ = 20_000;

/** Events of cluster-scoped objects live in `default`. */
const OF_MESHES = { namespace: 'default', fieldSelector: `involvedObject.kind=${API.kind}` };

/** What the cluster remembers of all meshes, in one list. @throws KubeError when it is not told */
export async function earlierEvents(client: Pick<KubeClient, 'list'>): Promise<EarlierEvent[]> {
  const found: EarlierEvent[] = [];
  // What is kept of an object is what we want of it, page by page: the list itself stays empty.
  const transform = (event: EventObject): undefined => {
    const read = found.length < MOST_READ ? earlierEvent(event) : undefined;
    if (read !== undefined) found.push(read);
  };
  await client.list<EventObject>({ apiVersion: 'v1', kind: 'Event' }, { ...OF_MESHES, transform });
  return found;
}

function earlierEvent(event: EventObject): EarlierEvent | undefined {
  const { involvedObject: { apiVersion = '', name, uid } = {}, type, reason = '', message = '' } = event;
  const at = timeOf(event);
  if (!apiVersion.startsWith(`${API.group}/`) || name === undefined || uid === undefined) return undefined;
  if ((type !== 'Normal' && type !== 'Warning') || Number.isNaN(at)) return undefined;
  return { mesh: name, uid, told: { type, reason, message, at: new Date(at).toISOString() } };
}

/** Whoever writes events by the newer API gives another time, and the last time only of a series. */
const timeOf = ({ lastTimestamp, eventTime, metadata: { creationTimestamp } }: EventObject): number =>
  Date.parse(lastTimestamp ?? eventTime ?? creationTimestamp ?? '');
