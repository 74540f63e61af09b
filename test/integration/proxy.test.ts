import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { commandLine, type Outcome } from '../support/command-line.ts';
import { envoyDump, SECRET } from '../support/envoy-dump.ts';
import { startKubelet, type Kubelet } from '../support/kubelet.ts';
import { watchUntil } from '../support/watch-until.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reviews', namespace: 'default' },
  spec: {
    automountServiceAccountToken: false,
    initContainers: [
      {
        name: 'istio-init',
        image: 'docker.io/istio/proxyv2:1.4.10',
        command: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-i', '*', '-b', '*', '-d', '15020'],
      },
    ],
    containers: [
      { name: 'reviews', image: 'reviews', ports: [{ containerPort: 9080, name: 'http' }] },
      { name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.4.10', args: ['proxy', '--statusPort', '15020'] },
    ],
  },
};

let test: TestCluster;
let kubelet: Kubelet;
let admin: Server;
let isHealthy = true;

/** Envoy's admin interface, which writes a long answer piece by piece. */
function envoy(): Server {
  return createServer((request, response) => {
    if (!isHealthy || request.url !== '/config_dump') return response.writeHead(503).end('not now');
    const text = JSON.stringify(envoyDump('1.4', 5000));
    for (let at = 0; at < text.length; at += 50_000) response.write(text.slice(at, at + 50_000));
    return response.end();
  });
}

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  admin = envoy().listen(0, '127.0.0.1');
  await once(admin, 'listening');
  kubelet = await startKubelet(test, { 15000: (admin.address() as AddressInfo).port });
  await watchUntil(test.client, { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'default', name: 'default' });
  await test.client.create(POD);
  await watchUntil(test.client, { ...POD.metadata, apiVersion: 'v1', kind: 'Pod' }, ({ status }) => {
    return (status as { phase?: string } | undefined)?.phase === 'Running';
  });
}, START_MS);

afterAll(async () => {
  admin.close();
  await test.stop();
  await kubelet.stop();
}, STEP_MS);

const proxy = (command: string, pod: string, ...args: string[]): Promise<Outcome> =>
  commandLine(['proxy', command, pod, '--kubeconfig', test.cluster.kubeconfigPath, ...args]);

describe('meshwright proxy over a port-forward', () => {
  it(
    'reads a configuration of thousands of clusters',
    async () => {
      const { code, stdout, stderr } = await proxy('config', 'reviews', '--kind', 'clusters', '-o', 'json');
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout)).toHaveLength(3 + 5000 + 1 + 1);
    },
    STEP_MS,
  );

  it(
    'joins what Envoy says with what the pod declares',
    async () => {
      const { stdout } = await proxy('ports', 'reviews', '-o', 'json');
      const ports = (JSON.parse(stdout) as { port: number; who: string }[]).map(({ port, who }) => `${port} ${who}`);
      expect(ports).toEqual([
        '9080 reviews',
        '15000 envoy',
        '15001 envoy',
        '15006 envoy',
        '15020 agent',
        '15090 envoy',
      ]);
    },
    STEP_MS,
  );

  it(
    'shows bootstrap and secrets without private keys',
    async () => {
      expect((await proxy('bootstrap', 'reviews')).stdout).toContain('cluster reviews.default');
      const { stdout } = await proxy('config', 'reviews', '--kind', 'secrets', '-o', 'yaml');
      expect(stdout).toContain('tls_certificate');
      expect(stdout).not.toContain(SECRET);
    },
    STEP_MS,
  );

  it('reads the rules of iptables from the pod alone', async () => {
    expect((await proxy('iptables', 'reviews')).stdout).toContain('-j REDIRECT --to-port 15006');
  });

  it(
    'says what is wrong when there is no such pod, or its proxy does not answer',
    async () => {
      expect(await proxy('ports', 'nobody')).toMatchObject({
        code: 2,
        stderr: 'error: namespace default has no Pod "nobody"\n',
      });
      const missing = await proxy('config', 'nobody');
      expect(missing).toEqual({
        code: 1,
        stdout: '',
        stderr: 'error: NotFound: cannot forward port 15000 of Pod default/nobody: there is no such Pod\n',
      });
      isHealthy = false;
      expect((await proxy('config', 'reviews')).stderr).toMatch(/\/config_dump: 503 Service Unavailable/);
      const { code, stdout, stderr } = await proxy('ports', 'reviews');
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: .*; listed is what the pod declares\n$/)]);
      expect(stdout).toContain('15020');
    },
    STEP_MS,
  );
});
