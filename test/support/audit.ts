import type { AuditEvent } from '../../devcluster/control-plane/audit.ts';

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** What an operator writes besides a mesh: its Lease, what it reports, and what it says of the objects of a user. */
const OF_ITS_OWN = new Set(['leases', 'events', 'meshinstalls/status']);

/** A write to a mesh. */
export interface Write {
  readonly agent: string;
  /** `patch deployments istio-pilot`. */
  readonly what: string;
  /** In milliseconds: when the apiserver got it, and when it had answered. */
  readonly from: number;
  readonly to: number;
}

/** What the operators whose user agent is as wanted have written to meshes, in the order in which it came. */
export function writesToMeshes(events: readonly AuditEvent[], wanted: (agent: string) => boolean): Write[] {
  const writes = events.flatMap(({ verb, userAgent = '', objectRef, requestReceivedTimestamp, stageTimestamp }) => {
    const { resource = '', subresource, name = '' } = objectRef ?? {};
    const path = subresource === undefined ? resource : `${resource}/${subresource}`;
    if (!WRITES.has(verb) || !wanted(userAgent) || OF_ITS_OWN.has(path)) return [];
    const [from, to] = [Date.parse(requestReceivedTimestamp), Date.parse(stageTimestamp)];
    return [{ agent: userAgent, what: `${verb} ${path} ${name}`, from, to }];
  });
  return writes.sort((a, b) => a.from - b.from);
}
