import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load, loadAll } from 'js-yaml';
import { startDevcluster, type Devcluster } from '../../devcluster/index.ts';
import { customResourceDefinition } from '../../src/api/crd.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { startProxy, type Interference, type Proxy } from '../proxy/proxy.ts';

/** A new cluster with a proxy before its apiserver, and the operator's rights in it. */
export interface Arena {
  readonly cluster: Devcluster;
  /** An administrator's client, which does not go through the proxy. */
  readonly client: KubeClient;
  readonly proxy: Proxy;
  /** A kubeconfig with the rights of the operator, and the proxy for an apiserver. */
  readonly kubeconfigFor: (replica: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Where the operator lives, as deploy/operator.yaml says. */
export const OPERATOR = { account: 'meshwright', namespace: 'meshwright-system' } as const;

const OPERATOR_FILE = join(import.meta.dirname, '../../deploy/operator.yaml');
const UNLIMITED = { perSecond: 1000, burst: 1000, concurrency: 64 };
const LOOK_MS = 50;

interface KubeconfigFile {
  clusters: { name: string; cluster: Record<string, string> }[];
  users: { name: string; user: object }[];
}

/** Starts everything but the operator. @param interfere what the proxy does to requests */
export async function startArena(interfere: Interference): Promise<Arena> {
  const cluster = await startDevcluster({ audit: true });
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-chaos-'));
  const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
  const client = createKubeClient({ kubeConfig, userAgent: 'chaos-user', rateLimit: UNLIMITED, timeoutMs: 10_000 });
  const config = load(await readFile(cluster.kubeconfigPath, 'utf8')) as KubeconfigFile;
  const ca = config.clusters[0]?.cluster['certificate-authority-data'] ?? '';
  const upstream = { server: cluster.server, authority: Buffer.from(ca, 'base64').toString() };
  const proxy = await startProxy(upstream, interfere);
  const stop = async (): Promise<void> => {
    await proxy.stop();
    await client.close();
    await cluster.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await prepare(client);
    const token = await tokenFrom(cluster);
    const kubeconfigFor = async (replica: string): Promise<string> => {
      const path = join(folder, `kubeconfig-of-${replica}`);
      const access = throughProxy(config, { server: proxy.urlOf(replica), authority: proxy.authority, token });
      await writeFile(path, dump(access), { mode: 0o600 });
      return path;
    };
    return { cluster, client, proxy, kubeconfigFor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare(client: KubeClient): Promise<void> {
  const documents = loadAll(await readFile(OPERATOR_FILE, 'utf8')) as Manifest[];
  const given = documents.filter(({ kind }) => kind !== 'Deployment');
  for (const object of [customResourceDefinition(), ...given])
    await client.apply(object, { fieldManager: 'administrator', force: true });
  const isServed = async (): Promise<boolean> => {
    client.discovery.invalidate();
    return (await client.discovery.servedKinds()).some(({ kind }) => kind === API.kind);
  };
  while (!(await isServed())) await systemClock.after(LOOK_MS);
}

async function tokenFrom(cluster: Devcluster): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl([
    'create',
    'token',
    OPERATOR.account,
    `--namespace=${OPERATOR.namespace}`,
  ]);
  if (code !== 0) throw new Error(`no token for the operator: ${stderr}`);
  return stdout.trim();
}

function throughProxy(
  config: KubeconfigFile,
  { server, authority, token }: { server: string; authority: string; token: string },
): KubeconfigFile {
  const data = { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  return {
    ...config,
    clusters: config.clusters.map(({ name }) => ({ name, cluster: data })),
    users: config.users.map(({ name }) => ({ name, user: { token } })),
  };
}
