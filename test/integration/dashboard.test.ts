import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/index.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { Sink } from '../support/command-line.ts';
import { startKubelet, type Kubelet } from '../support/kubelet.ts';
import { applyMesh } from '../support/mesh-install.ts';
import { watchUntil } from '../support/watch-until.ts';

const PLACE = { name: 'kiali', namespace: 'istio-system' };
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: PLACE,
  spec: { selector: { app: 'kiali' }, ports: [{ port: 20001 }] },
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...PLACE, labels: { app: 'kiali' } },
  spec: { automountServiceAccountToken: false, containers: [{ name: 'kiali', image: 'kiali:v1' }] },
};

let test: TestCluster;
let kubelet: Kubelet;
let page: Server;

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  page = createServer((request, response) => response.end(`page ${request.url ?? ''}`)).listen(0, '127.0.0.1');
  await once(page, 'listening');
  kubelet = await startKubelet(test, { 20001: (page.address() as AddressInfo).port });
  await test.kubectl('create', 'namespace', 'istio-system');
  await applyMesh(test.client, { version: '1.4.10', profile: 'demo' });
  await watchUntil(test.client, { ...PLACE, apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' });
  await test.client.create(SERVICE);
}, START_MS);

afterAll(async () => {
  page.close();
  await test.stop();
  await kubelet.stop();
}, STEP_MS);

/** The command, until it is interrupted. */
function dashboard(...args: string[]) {
  const [stdout, stderr, signals] = [new Sink(), new Sink(), new EventEmitter()];
  const line = ['node', 'meshwright', 'dashboard', ...args, '--kubeconfig', test.cluster.kubeconfigPath];
  const stdin = Readable.from(['']) as Readable & NodeJS.ReadableStream;
  const ended = runCli(line, { env: {}, homeDir: '/nowhere', hostname: 'here', stdin, stdout, stderr, signals });
  return { stdout, stderr, signals, ended };
}

describe('meshwright dashboard', () => {
  it('says what to switch on where the mesh has no such page, and that nobody runs where it has', async () => {
    const missing = dashboard('grafana');
    expect(await missing.ended).toBe(1);
    expect(missing.stderr.text).toMatch(/^error: mesh "mesh" has no grafana; it comes with spec\.components\.grafana/);
    const idle = dashboard('kiali');
    expect(await idle.ended).toBe(1);
    expect(idle.stderr.text).toMatch(/^error: no pod of kiali runs; /);
  });

  it(
    'leads a local port to the page, one connection after the other, until it is interrupted',
    async () => {
      await test.client.create(POD);
      await watchUntil(test.client, { ...PLACE, apiVersion: 'v1', kind: 'Pod' }, ({ status }) => {
        return (status as { phase?: string } | undefined)?.phase === 'Running';
      });
      const { stdout, stderr, signals, ended } = dashboard('kiali', 'mesh');
      while (stdout.text === '') await once(stdout, 'told');
      const url = stdout.text.trim();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/kiali$/);
      for (const path of ['', '/again']) expect(await (await fetch(url + path)).text()).toBe(`page /kiali${path}`);
      signals.emit('SIGINT', 'SIGINT');
      expect([await ended, stderr.text]).toEqual([0, '']);
      await expect(fetch(url)).rejects.toThrow();
    },
    STEP_MS,
  );
});
