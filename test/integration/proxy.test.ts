import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bootstrapIn } from '../../src/proxy/bootstrap.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { commandLine, type Outcome } from '../support/command-line.ts';
import { scriptsOf } from '../support/documents.ts';
import { CLUSTER_STATUSES, envoyDump, SECRET } from '../support/envoy-dump.ts';
import { runExample } from '../support/examples.ts';
import { INJECTED, injectedPod } from '../support/injected-pod.ts';
import { applyMesh } from '../support/mesh-install.ts';
import { CONTROL_PLANE, fakePilots, GATEWAY } from '../support/pilots.ts';
import { syncz } from '../support/syncz.ts';
import { startKubelet, type Kubelet } from '../support/kubelet.ts';
import { watchUntil } from '../support/watch-until.ts';

const [NAME, POD] = [INJECTED, injectedPod()];
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' };
let test: TestCluster;
const pilots = fakePilots();
let kubelet: Kubelet;
let admin: Server;
let isHealthy = true;

/** Envoy's admin interface, which writes a long answer piece by piece. */
function envoy(): Server {
  return createServer((request, response) => {
    if (request.url === '/clusters?format=json') return response.end(JSON.stringify(CLUSTER_STATUSES));
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
  await pilots.start();
  kubelet = await startKubelet(test, {
    15000: (admin.address() as AddressInfo).port,
    8080: pilots.port(),
  });
  await watchUntil(test.client, { ...ACCOUNT, namespace: 'default' });
  await test.kubectl('create', 'namespace', 'istio-system');
  await applyMesh(test.client, { version: '1.4.10' });
  await watchUntil(test.client, { ...ACCOUNT, namespace: 'istio-system' });
  for (const pod of [POD, ...CONTROL_PLANE]) await test.client.create(pod);
  for (const { apiVersion, kind, metadata } of [POD, ...CONTROL_PLANE])
    await watchUntil(test.client, { ...metadata, apiVersion, kind }, ({ status }) => {
      return (status as { phase?: string } | undefined)?.phase === 'Running';
    });
}, START_MS);

afterAll(async () => {
  admin.close();
  pilots.server.close();
  await test.stop();
  await kubelet.stop();
}, STEP_MS);

const proxy = (command: string, pod: string, ...args: string[]): Promise<Outcome> =>
  commandLine(['proxy', command, pod, '--kubeconfig', test.cluster.kubeconfigPath, ...args]);

describe('docs/proxy.md', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshwright-proxy-'));
    await writeFile(join(folder, 'envoy-rev0.json'), JSON.stringify(bootstrapIn(envoyDump('1.4'))));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(scriptsOf('docs/proxy.md'))(
    'tells what can be done: %s',
    async (script) => {
      // Simulated pods run no programs: what is asked there is asked here.
      const exec = `kubectl() { if [ "$1" = exec ]; then [ "\${*:2:4}" = "${NAME} -c istio-proxy --" ]; "\${@:6}"
        else command kubectl "$@"; fi; }
        curl() { [ "$*" = "-s localhost:15000/config_dump" ]; cat envoy.json; }`;
      await writeFile(join(folder, 'envoy.json'), JSON.stringify(envoyDump('1.4', 100)));
      pilots.said = Array.from({ length: 4 }, () => syncz('1.4', [{ proxy: `${NAME}.default` }]));
      const env = {
        KUBECONFIG: test.cluster.kubeconfigPath,
        PATH: `${dirname(await test.cluster.kubectlPath())}:${process.env['PATH'] ?? ''}`,
      };
      const command = `${exec}\n${script.replaceAll('POD', NAME)}`;
      const { code, stderr } = await runExample({ command }, env, folder);
      expect([code, stderr]).toEqual([0, '']);
    },
    2 * STEP_MS,
  );
});

describe('meshwright proxy status', () => {
  const status = (...args: string[]): Promise<Outcome> =>
    commandLine(['proxy', 'status', '--kubeconfig', test.cluster.kubeconfigPath, ...args]);
  const rows = ({ stdout }: Outcome): string[][] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {3,}/));

  it(
    'asks every pilot, and lists what each knows and what none knows',
    async () => {
      pilots.said = [syncz('1.4', [{ proxy: `${NAME}.default`, lds: 'STALE' }]), syncz('1.4', [{ proxy: 'vm.shop' }])];
      const outcome = await status('mesh');
      expect([outcome.code, outcome.stderr]).toEqual([0, '']);
      const either = expect.stringMatching(/^istio-pilot-[12]$/) as unknown as string;
      expect(rows(outcome)).toEqual([
        ['PROXY', 'ISTIO', 'CDS', 'LDS', 'EDS', 'RDS', 'PILOT'],
        [`${NAME}.default`, '1.4.10', 'SYNCED', 'STALE', 'SYNCED', 'SYNCED', either],
        [`${GATEWAY}.istio-system`, '1.3.8', '-', '-', '-', '-', 'not connected: runs, but no pilot knows it'],
        [
          'vm.shop',
          '1.4.10',
          'SYNCED',
          'SYNCED',
          'SYNCED',
          'SYNCED',
          expect.stringMatching(/ \(no pod of this cluster\)$/),
        ],
      ]);
    },
    STEP_MS,
  );

  it(
    'says which pilot did not answer, and fails when none does',
    async () => {
      pilots.said = [syncz('1.0', [{ proxy: `${NAME}.default` }]), undefined];
      const { code, stdout, stderr } = await status('-n', 'istio-system', '-o', 'json');
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: istio-pilot-[12]: .*503/)]);
      expect(JSON.parse(stdout)).toEqual([
        {
          proxy: `${GATEWAY}.istio-system`,
          istio: '1.3.8',
          reason: expect.stringMatching(/^not known; no answer from /),
        },
      ]);
      pilots.said = [];
      expect(await status()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: .*503/) });
    },
    STEP_MS,
  );
});

describe('meshwright proxy over a port-forward', () => {
  it(
    'lists endpoints, of a pod that is written with its namespace',
    async () => {
      const { code, stdout } = await proxy('endpoints', `${NAME}.default`, '--port', '9080');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^10\.244\.0\.7:9080 +healthy +- +outbound\|9080/m);
    },
    STEP_MS,
  );

  it(
    'reads a configuration of thousands of clusters',
    async () => {
      const { code, stdout, stderr } = await proxy('config', NAME, '--kind', 'clusters', '-o', 'json');
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout)).toHaveLength(3 + 5000 + 1 + 1);
    },
    STEP_MS,
  );

  it(
    'joins what Envoy says with what the pod declares',
    async () => {
      const { stdout } = await proxy('ports', NAME, '-o', 'json');
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
      expect((await proxy('bootstrap', NAME)).stdout).toContain('cluster reviews.default');
      const { stdout } = await proxy('config', NAME, '--kind', 'secrets', '-o', 'yaml');
      expect(stdout).toContain('tls_certificate');
      expect(stdout).not.toContain(SECRET);
    },
    STEP_MS,
  );

  it('reads the rules of iptables from the pod alone', async () => {
    expect((await proxy('iptables', NAME)).stdout).toContain('-j REDIRECT --to-port 15006');
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
      expect((await proxy('config', NAME)).stderr).toMatch(/\/config_dump: 503 Service Unavailable/);
      const { code, stdout, stderr } = await proxy('ports', NAME);
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: .*; listed is what the pod declares\n$/)]);
      expect(stdout).toContain('15020');
    },
    STEP_MS,
  );
});
