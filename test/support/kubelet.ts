import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';
import { makeCertificates } from '../../devcluster/control-plane/certificates.ts';
import { freePorts } from '../../devcluster/control-plane/ports.ts';
import type { TestCluster } from './cluster.ts';

/** Ports of pods that lead to ports of this machine. */
export type Forwards = Readonly<Record<number, number>>;

/** How long it may take to listen, in milliseconds. */
const START_WITHIN_MS = 30_000;

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
  const child = spawn(await program(), await argumentsFor(test, port, forwards), { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await Promise.race([untilListening(port), exited.then(() => Promise.reject(new Error('kwok has ended')))]);
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

async function argumentsFor({ cluster }: TestCluster, port: number, forwards: Forwards): Promise<string[]> {
  const folder = dirname(cluster.kubeconfigPath);
  const { apiserver } = await makeCertificates();
  const files = {
    cert: join(folder, 'kubelet.crt'),
    key: join(folder, 'kubelet.key'),
    config: join(folder, 'kubelet.json'),
  };
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

async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await accepts(port))) {
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port}`);
    await delay(50);
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const accepted = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return accepted;
}

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
