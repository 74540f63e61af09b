import type { Logger } from 'pino';
import type { Capabilities } from '../../api/capabilities.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Observers } from '../pass/operator-view.ts';

/** What a manager is built from. */
export interface ManagerOptions extends Observers {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** How many meshes are worked on at once. */
  readonly workers: number;
  readonly events: EventRecorder;
  /** Where the operator runs. */
  readonly namespace?: string;
  /** From which image it runs, if that is known. */
  readonly image?: string | undefined;
  /** What the cluster serves: manifests and caches follow from it. */
  readonly served: Capabilities;
}
