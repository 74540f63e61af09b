import type { KubernetesVersion } from './binaries/catalog.ts';
import type { Environment } from './binaries/cache.ts';

/** What kind of cluster is wanted. Every option may be left out. */
export interface DevclusterOptions {
  /** @default '1.36' */
  readonly kubernetes?: KubernetesVersion;
  /** Number of simulated nodes. @default 3 */
  readonly nodes?: number;
  /** Gives Services that ask for it addresses of both IP families; pods have IPv4 only. @default false */
  readonly dualStack?: boolean;
  /** Writes the apiserver's audit log, which `auditLog` and `requestCounts` read. @default false */
  readonly audit?: boolean;
  /** Runs the stand-ins for what simulated pods cannot do: citadel, webhooks, load balancers. @default true */
  readonly simulation?: boolean;
  /**
   * Unix socket that receives the apiserver's connections to cluster addresses as HTTP CONNECT requests.
   * @default one in the cluster's folder with `simulation`, none without
   */
  readonly egressSocket?: string;
  /** Folder for the cluster's files; must not exist, is removed by `stop`. @default a new temporary one */
  readonly dataDir?: string;
  /** Receives progress and unexpected ends of processes, line by line. @default nothing is printed */
  readonly log?: (line: string) => void;
  /** Receives a text that changes every second during a build; empty text clears it. @default lines through `log` */
  readonly ticker?: (text: string) => void;
  /** Environment for finding programs and caches. @default process.env */
  readonly env?: Environment;
}
