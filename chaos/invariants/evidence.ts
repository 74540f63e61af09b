import type { AuditEvent } from '../../devcluster/index.ts';
import type { MeshInstall } from '../../src/api/meshinstall.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import type { Replica } from '../operators/replica.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What is known of a run once it has come to its end, or to the end of its time. */
export interface Evidence {
  readonly scenario: Scenario;
  /** Undefined where there is none any more. */
  readonly install: MeshInstall | undefined;
  readonly client: KubeClient;
  readonly replicas: readonly Replica[];
  /** What nobody may touch, as it was before the first fault. */
  readonly before: ReadonlyMap<string, string>;
  readonly audit: () => Promise<readonly AuditEvent[]>;
  /** When nothing was unusual any more, in milliseconds since the epoch. */
  readonly calmSince: number;
  /** What did not come in time, in one sentence. */
  readonly late: string | undefined;
}

/** What has to be true whatever went wrong. */
export interface Invariant {
  readonly name: string;
  /** One sentence for each way in which it is broken; empty where it holds. */
  readonly broken: (evidence: Evidence) => Promise<readonly string[]> | readonly string[];
}
