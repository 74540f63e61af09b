import type { Devcluster } from '../../devcluster/index.ts';
import type { Replica } from '../operators/replica.ts';
import type { Exchange } from '../proxy/exchange.ts';
import type { OpenWatch } from '../proxy/open-watch.ts';
import type { ApiRequest } from '../proxy/request.ts';

/** What a fault does to one request. */
export type Strike = (exchange: Exchange, random: () => number) => Promise<void> | void;

/** A fault between the operator and its apiserver, while its time lasts. */
export interface RequestFault {
  /** Which requests it may hit. @param random of this fault, the same each time it is planned with the same seed */
  readonly hits: (request: ApiRequest, target: string) => boolean;
  readonly strike: Strike;
  /** It hits the first request that it may, and no other. */
  readonly once?: boolean;
}

/** A fault of watches that go on, and of those that are opened while its time lasts. */
export interface WatchFault {
  readonly begin: (watch: OpenWatch, random: () => number) => void;
  /** What becomes of a watch that it has hit when its time is over. */
  readonly end?: (watch: OpenWatch) => void;
}

/** What processes can be done to. */
export interface Machines {
  readonly cluster: Devcluster;
  readonly replicas: readonly Replica[];
  /** Whom it concerns, where it concerns one. */
  readonly victim: Replica;
}

/** Something that happens to a process. */
export interface Disturbance {
  readonly begin: (machines: Machines) => Promise<void> | void;
  /** What ends it, where it lasts. */
  readonly end?: (machines: Machines) => Promise<void> | void;
}

/** One row of the table of faults. */
export interface Fault {
  readonly name: string;
  /** For people. */
  readonly about: string;
  /** The most milliseconds that it lasts. */
  readonly longestMs: number;
  readonly request?: RequestFault;
  readonly watch?: WatchFault;
  readonly disturbance?: Disturbance;
  /** How long the operator may not notice, in milliseconds, where that is longer than anything else takes. */
  readonly unnoticedMs?: number;
}
