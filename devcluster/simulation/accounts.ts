import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';

/** Who a program of the mesh is for the apiserver. */
export interface Account {
  namespace: string;
  serviceAccount: string;
}

/**
 * Clients for the stand-ins. One that writes what a program of the mesh would write does it as that program, with the
 * permissions of its ServiceAccount, and by its name: the apiserver takes the field manager from the user agent.
 */
export class Accounts {
  readonly #kubeconfigPath: string;
  readonly #clients = new Map<string, ReturnType<typeof createKubeClient>>();

  constructor(kubeconfigPath: string) {
    this.#kubeconfigPath = kubeconfigPath;
  }

  /** The administrator. */
  admin(): KubeClient {
    return this.#client('devcluster-simulation');
  }

  /** A program of the mesh. */
  program(userAgent: string, { namespace, serviceAccount }: Account): KubeClient {
    return this.#client(userAgent, `system:serviceaccount:${namespace}:${serviceAccount}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #client(userAgent: string, user = ''): KubeClient {
    const key = `${userAgent} ${user}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const kubeConfig = loadKubeConfig({ path: this.#kubeconfigPath, env: {}, homeDir: '/' });
    const current = kubeConfig.getCurrentUser();
    if (user !== '' && current !== null) {
      kubeConfig.users = [{ ...current, impersonateUser: user }];
    }
    const client = createKubeClient({ kubeConfig, userAgent, rateLimit: RATE_LIMIT });
    this.#clients.set(key, client);
    return client;
  }
}

const RATE_LIMIT = { perSecond: 500, burst: 1000, concurrency: 32 };
