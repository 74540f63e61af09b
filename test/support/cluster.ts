import { join } from 'node:path';
import { startDevcluster, type Devcluster, type DevclusterOptions } from '../../devcluster/index.ts';
import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import { createKubeClient, type KubeClient, type KubeClientOptions } from '../../src/kube/client.ts';
import { Informer } from '../../src/kube/watch/informer.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { operatorAccess } from './cluster-access.ts';
import { watchUntil } from './watch-until.ts';

/** How long a cluster may take to start, in milliseconds: the first start on a machine builds the programs. */
export const START_MS = 20 * 60_000;

/** How long one test may take, in milliseconds. */
export const STEP_MS = 60_000;

/** A devcluster that knows MeshInstall, and an administrator's client for it. */
export interface TestCluster {
  readonly cluster: Devcluster;
  readonly client: KubeClient;
  /** Path of a kubeconfig with the permissions that the operator is delivered with, and no more. */
  readonly operatorAccess: string;
  /** Runs kubectl. @throws Error with what it printed when it fails */
  readonly kubectl: (...args: string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Tests have no time to wait for their turn. */
const UNLIMITED = { perSecond: 1000, burst: 1000, concurrency: 64 };

const CRD_FILE = join(import.meta.dirname, '../../crds/meshinstalls.yaml');
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'meshinstalls.meshwright.dev',
};

/** How the installation guide does it; rules in CRDs came with Kubernetes 1.23. */
const INSTALL_CRD = { '1.36': ['apply', '--server-side'], '1.21': ['apply', '--validate=false'] } as const;

/** Starts a cluster and installs the CRD of MeshInstall. */
export async function startTestCluster(options: DevclusterOptions = {}): Promise<TestCluster> {
  const cluster = await startDevcluster(options);
  const client = clientFor(cluster.kubeconfigPath, { userAgent: 'test', rateLimit: UNLIMITED });
  const kubectl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await cluster.kubectl(args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  const stop = async (): Promise<void> => {
    await client.close();
    await cluster.stop();
  };
  try {
    await kubectl(...INSTALL_CRD[options.kubernetes ?? '1.36'], '-f', CRD_FILE);
    await watchUntil(client, CRD, ({ status }) => JSON.stringify(status ?? {}).includes('"type":"Established"'));
    await untilServed(client, API.kind);
    return { cluster, client, kubectl, stop, operatorAccess: await operatorAccess({ cluster, client, kubectl }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Resolves once discovery names the kinds. An Established CRD means that it is served; that discovery says so follows a
 * moment later, and nothing tells when.
 */
export async function untilServed(client: KubeClient, ...wanted: readonly string[]): Promise<void> {
  const areServed = async (): Promise<boolean> => {
    client.discovery.invalidate();
    const served = new Set((await client.discovery.servedKinds()).map(({ kind }) => kind));
    return wanted.every((kind) => served.has(kind));
  };
  while (!(await areServed()));
}

/** The kinds that CRDs among these objects bring. */
export const kindsDefined = (objects: readonly Manifest[]): string[] =>
  objects.filter(({ kind }) => kind === CRD.kind).map((crd) => (crd['spec'] as { names: { kind: string } }).names.kind);

/** A client for a kubeconfig, under a name of its own in the audit log. */
export function clientFor(
  kubeconfigPath: string,
  options: Omit<KubeClientOptions, 'kubeConfig'>,
): ReturnType<typeof createKubeClient> {
  return createKubeClient({ kubeConfig: loadKubeConfig({ path: kubeconfigPath, env: {}, homeDir: '/' }), ...options });
}

/** Resolves once the object is gone. Driven by a watch; the test's own timeout bounds it. */
export async function untilGone(client: KubeClient, ref: ObjectRef): Promise<void> {
  const stop = new AbortController();
  const { namespace, name } = ref;
  const selection = { ...(namespace !== undefined && { namespace }), fieldSelector: `metadata.name=${name}` };
  let informer: Informer | undefined;
  const deleted = new Promise<void>((resolve) => {
    const onChange = ({ type }: { type: string }): void => {
      if (type === 'deleted') resolve();
    };
    informer = new Informer({ client, kind: ref, selection, clock: systemClock, random: Math.random, onChange });
    void informer.run(stop.signal);
    void informer.synced.then(() => {
      if (informer?.list().length === 0) resolve();
    });
  });
  await deleted.finally(() => {
    stop.abort();
  });
}
