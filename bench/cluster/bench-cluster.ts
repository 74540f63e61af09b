import { startDevcluster, type Devcluster, type DevclusterOptions } from '../../devcluster/index.ts';
import { customResourceDefinition } from '../../src/api/crd.ts';
import { API } from '../../src/api/meshinstall.ts';
import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** An embedded cluster that knows MeshInstall, and an administrator's client that nothing holds back. */
export interface BenchCluster {
  readonly cluster: Devcluster;
  readonly client: KubeClient;
}

const UNLIMITED = { perSecond: 10_000, burst: 10_000, concurrency: 64 };

/** How often discovery is asked whether a kind is served: nothing tells of it. */
const LOOK_MS = 50;

/** Does some work on a new cluster, of which nothing is left afterwards. */
export async function onNewCluster<T>(options: DevclusterOptions, work: (on: BenchCluster) => Promise<T>): Promise<T> {
  const cluster = await startDevcluster(options);
  const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
  const client = createKubeClient({ kubeConfig, userAgent: 'bench', rateLimit: UNLIMITED });
  try {
    await client.apply(customResourceDefinition(), { fieldManager: 'bench' });
    await untilServed(client);
    return await work({ cluster, client });
  } finally {
    await client.close();
    await cluster.stop();
  }
}

async function untilServed({ discovery }: KubeClient): Promise<void> {
  const isServed = async (): Promise<boolean> => {
    discovery.invalidate();
    return (await discovery.servedKinds()).some(({ kind }) => kind === API.kind);
  };
  while (!(await isServed())) await systemClock.after(LOOK_MS);
}
