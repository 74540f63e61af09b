import type { ByMinor } from './minor.ts';

/** What differs between the Deployments of the release lines. */
export interface WorkloadFacts {
  /** The number of pods is written out even where an autoscaler owns it. */
  readonly replicasBesideAutoscaler: boolean;
}

const V1_1: WorkloadFacts = { replicasBesideAutoscaler: false };

/** Templates of the Deployments of each line. */
export const WORKLOAD_FACTS: ByMinor<WorkloadFacts> = {
  '1.0': { replicasBesideAutoscaler: true },
  '1.1': V1_1,
  '1.2': V1_1,
  '1.3': V1_1,
  '1.4': V1_1,
};
