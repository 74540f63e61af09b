import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';
import { makeCertificates } from '../../devcluster/control-plane/certificates.ts';
import { Child } from '../../devcluster/control-plane/child.ts';
import { makeFolder } from '../../devcluster/control-plane/folder.ts';
import type { Layout } from '../../devcluster/control-plane/layout.ts';
import { freePorts } from '../../devcluster/control-plane/ports.ts';
import { accepts } from '../../devcluster/control-plane/ready.ts';
import type { TestCluster } from './cluster.ts';

/** Ports of pods that lead to ports of this machine. */
export type Forwards = Readonly<Record<number, number>>;

/** A kubelet that answers port-forwards for all nodes; the pods stay those of the cluster's own kwok. */
export interface Kubelet {
  readonly stop: () => Promise<void>;
}

/**
 * Starts kwok a second time, for no node, as what listens where the nodes say that their kubelets do. The apiserver
 * reaches it through the egress proxy, which leads loopback addresses to this machine.
 */
export async function startKubelet(test: TestCluster, forwards: Forwards): Promise<Kubelet> {
  const [port = 0] = await freePorts(1);
  const layout = await makeFolder(undefined, () => undefined);
  const args = await argumentsFor(test, port, forwards, layout);
  const child = await Child.start({ name: 'kwok', file: await program(), args, layout });
  const stop = async (): Promise<void> => {
    await child.stop(0);
    await rm(layout.root, { recursive: true });
  };
  try {
    await child.until(() => accepts(port));
    await announce(test, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function program(): Promise<string> {
  const progress = { log: () => undefined };
  const { kwok } = await ensureBinaries({ kubernetes: '1.36', names: ['kwok'], env: process.env, progress });
  return kwok ?? 'kwok';
}

async function argumentsFor(
  { cluster }: TestCluster,
  port: number,
  forwards: Forwards,
  { root, pki }: Layout,
): Promise<string[]> {
  const { apiserver } = await makeCertificates();
  const files = { cert: pki('kubelet.crt'), key: pki('kubelet.key'), config: join(root, 'kubelet.json') };
  await writeFile(files.cert, apiserver.cert);
  await writeFile(files.key, apiserver.key);
  await writeFile(files.config, JSON.stringify(forwarding(forwards)));
  return [
    `--kubeconfig=${cluster.kubeconfigPath}`,
    // It cannot be without nodes: one that does not exist.
    '--manage-single-node=nowhere',
    `--server-address=127.0.0.1:${port}`,
    `--tls-cert-file=${files.cert}`,
    `--tls-private-key-file=${files.key}`,
    `--config=${join(import.meta.dirname, '../../devcluster/stages/pod-deleted.yaml')}`,
    `--config=${join(import.meta.dirname, '../../devcluster/stages/node-ready.yaml')}`,
    `--config=${files.config}`,
  ];
}

const forwarding = (forwards: Forwards): object => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'ClusterPortForward',
  metadata: { name: 'all-pods' },
  spec: {
    forwards: Object.entries(forwards).map(([port, target]) => ({
      ports: [Number(port)],
      target: { address: '127.0.0.1', port: target },
    })),
  },
});

/** Says of every node where its kubelet is. */
async function announce({ client }: TestCluster, port: number): Promise<void> {
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Node' });
  const patches = items.map(({ apiVersion, kind, metadata: { name } }) =>
    client.patch({ apiVersion, kind, name }, { status }, { type: 'merge', subresource: 'status' }),
  );
  await Promise.all(patches);
}
