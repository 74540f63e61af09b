import { COMMAND_LINE_MANAGER } from '../../api/meshinstall.ts';
import { timestamp } from '../../api/conditions.ts';
import type { WorkloadRef } from '../../core/model/proxy.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';

/** As `kubectl rollout restart` marks what it restarts: the pods are replaced in the way that the workload asks for. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** Restarts a workload. */
export async function restartWorkload(client: KubeClient, { kind, namespace, name }: WorkloadRef): Promise<void> {
  const annotations = { [RESTARTED_AT]: timestamp(new Date(systemClock.now())) };
  const body = { spec: { template: { metadata: { annotations } } } };
  const ref = { apiVersion: 'apps/v1', kind, namespace, name };
  await client.patch(ref, body, { type: 'merge', fieldManager: COMMAND_LINE_MANAGER });
}

/** The citadel of a namespace. */
export const citadelIn = (namespace: string): WorkloadRef => ({
  kind: 'Deployment',
  namespace,
  name: 'istio-citadel',
});

/** Kinds that are restarted by a change of their template. */
export const isRestartable = ({ kind }: WorkloadRef): boolean =>
  ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);

/** What restarts a workload, for people. */
export const restartCommand = ({ kind, namespace, name }: WorkloadRef): string =>
  `kubectl -n ${namespace} rollout restart ${kind.toLowerCase()} ${name}`;
