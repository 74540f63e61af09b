import type { AskEnvoy } from '../../console/cluster/envoy-reader.ts';
import { withToken, type KubeConfig } from '../../kube/transport/kubeconfig.ts';
import { getFromPod } from '../../kube/transport/port-forward.ts';

/** What says with whose rights Envoys are asked. */
export interface AskingOptions {
  /** Whether only who is on this machine, or in this pod, reaches the console: then nobody says who they are. */
  readonly isLoopback: boolean;
  readonly kubeConfig: KubeConfig;
  /** Whether this program runs in a pod, and so with the rights of an operator and not of a person. */
  readonly inPod: boolean;
  readonly get?: typeof getFromPod;
}

/** Where Envoy's admin interface listens, on the pod's loopback device (charts 1.0 to 1.4: proxyAdminPort). */
const ADMIN_PORT = 15000;

/** An operator has other things in its memory, too; `meshwright proxy` takes what is larger. */
const BOUNDS = { timeoutMs: 10_000, maxBytes: 8 * 1024 * 1024 };

/**
 * How the console asks Envoys for who looks. Behind a Service with their own token: the operator needs no right for it,
 * and nobody gets more than they have. On a loopback address of somebody's machine with the rights of who started the
 * program. On one of a pod nobody knows who looks, so there is no way.
 */
export function envoysFor({ isLoopback, kubeConfig, inPod, get = getFromPod }: AskingOptions): AskEnvoy | undefined {
  const askWith =
    (configOf: (token: string) => KubeConfig): AskEnvoy =>
    (token, pod, signal) =>
      get(configOf(token), { ...pod, port: ADMIN_PORT }, '/config_dump', { ...BOUNDS, signal });
  if (!isLoopback) return askWith((token) => withToken(kubeConfig, token));
  return inPod ? undefined : askWith(() => kubeConfig);
}
