import type { AuditEvent } from '../../devcluster/control-plane/audit.ts';

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** What controllers write besides what they install: Leases, reports, and what they say of the objects of users. */
const OF_ITS_OWN = new Set(['leases', 'events', 'meshinstalls/status', 'helmreleases', 'helmreleases/status']);

/** A write that writes nothing. */
const DRY_RUN = /[?&]dryRun=All(&|$)/;

/** A write to what a controller installs. */
export interface Write {
  readonly agent: string;
  /** `patch deployments istio-pilot`. */
  readonly what: string;
  /** In milliseconds: when the apiserver got it, and when it had answered. */
  readonly from: number;
  readonly to: number;
}

/** What the controllers whose user agent is as wanted have written to what they install, in the order in which it came. */
export function writesIn(events: readonly AuditEvent[], wanted: (agent: string) => boolean): Write[] {
  const writes = events.flatMap((event) => {
    const { verb, userAgent = '', objectRef, requestURI, requestReceivedTimestamp, stageTimestamp } = event;
    const { resource = '', subresource, name = '' } = objectRef ?? {};
    const path = subresource === undefined ? resource : `${resource}/${subresource}`;
    if (!WRITES.has(verb) || !wanted(userAgent) || OF_ITS_OWN.has(path) || DRY_RUN.test(requestURI)) return [];
    const [from, to] = [Date.parse(requestReceivedTimestamp), Date.parse(stageTimestamp)];
    return [{ agent: userAgent, what: `${verb} ${path} ${name}`, from, to }];
  });
  return writes.sort((a, b) => a.from - b.from);
}
