import { namespaceOf, type MeshInstall } from '../../api/meshinstall.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { KubeConfig } from '../../kube/transport/kubeconfig.ts';
import { getFromPod } from '../../kube/transport/port-forward.ts';
import { connectionsOf } from '../../proxy/sync.ts';
import type { PilotAnswer } from './sync-report.ts';

/** The mesh has no pilot to ask, or none answers. */
class NoPilotError extends Error {
  override readonly name = 'NoPilotError';
}

/** What all pilots of a mesh answered, and why some did not. */
interface PilotAnswers {
  readonly answers: readonly PilotAnswer[];
  readonly failures: readonly string[];
}

/** Where pilots of all releases have their debug interface, beside `/ready`, which the charts probe there. */
const DEBUG_PORT = 8080;

/** Of thousands of proxies a pilot tells some megabytes. */
const BOUNDS = { timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 };

/** Each pilot knows only the proxies that are connected to it, so all are asked. @throws NoPilotError when none answers */
export async function askPilots(
  client: KubeClient,
  install: MeshInstall,
  kubeConfig: KubeConfig,
): Promise<PilotAnswers> {
  const namespace = namespaceOf(install);
  const running = { namespace, labelSelector: 'istio=pilot', fieldSelector: 'status.phase=Running' };
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, running);
  const pilots = items.map(({ metadata }) => metadata.name).sort();
  if (pilots.length === 0) throw new NoPilotError(`namespace ${namespace} has no running pod of pilot`);
  const asked = await Promise.allSettled(pilots.map((pod) => ask(kubeConfig, namespace, pod)));
  const failures = asked.flatMap((each, i) =>
    each.status === 'rejected' ? [`${pilots[i] ?? ''}: ${messageOf(each.reason)}`] : [],
  );
  const [first] = asked;
  // A right that is missing is missing for all of them: the error itself says which, and what to do.
  if (failures.length === pilots.length && first?.status === 'rejected') throw first.reason;
  const answers = asked.map((each, i) => ({
    pilot: pilots[i] ?? '',
    ...(each.status === 'fulfilled' && { connections: each.value }),
  }));
  return { answers, failures };
}

async function ask(kubeConfig: KubeConfig, namespace: string, pod: string) {
  return connectionsOf(await getFromPod(kubeConfig, { namespace, pod, port: DEBUG_PORT }, '/debug/syncz', BOUNDS));
}

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
