import type { Manifest } from '../../api/manifest.ts';
import type { Proxy } from './proxy.ts';

/** Says how long something has lasted. */
export type Lasted = (what: string, since: string) => number;

/** What there is, at one moment. Reading it sends no request. */
export interface Observation {
  readonly now: Date;
  /**
   * How long something has lasted that began at a time which is written down, in milliseconds, as far as this process saw
   * it: whoever wrote the time may have had another clock, and ours may have been set since.
   * @param what tells it from everything else of the mesh
   */
  readonly lasted: Lasted;
  /** The live object with the identity of the given one, in whatever API version. */
  readonly live: (object: Manifest) => Manifest | undefined;
  /** True when the Service of the mesh's namespace has a ready address behind it. */
  readonly isReachable: (service: string) => boolean;
  /** One of the Secrets that we read by name, from the mesh's namespace. */
  readonly secret: (name: string) => Manifest | undefined;
  /** Why pods of a live workload that is not available are not ready, if that is known. */
  readonly podProblem?: (workload: Manifest) => string | undefined;
  /** The proxies of the mesh; missing while the pods of the cluster have not been read. */
  readonly proxies?: readonly Proxy[];
  /** The namespaces of the cluster; missing while they have not been read, and where Kubernetes has no Pod Security. */
  readonly namespaces?: readonly Manifest[];
}
