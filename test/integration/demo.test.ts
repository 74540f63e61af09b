import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevcluster, type Devcluster } from '../../devcluster/index.ts';

const COMMAND = join(import.meta.dirname, '../../bin/meshwright.js');
const START_MS = 10 * 60_000;
const DEMO_MS = 120_000;

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

let folder: string;
let cluster: Devcluster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
  cluster = await startDevcluster();
}, START_MS);

afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}, DEMO_MS);

/** The demo as a process of its own, whose temporary files are in our folder. */
function start(args: string[], kubeconfig = '') {
  const env = { ...process.env, KUBECONFIG: kubeconfig, TMPDIR: folder, NODE_OPTIONS: '' };
  return spawn(process.execPath, [COMMAND, 'demo', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function demo(args: string[], kubeconfig?: string): Promise<Run> {
  const child = start(args, kubeconfig);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

const filesLeft = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('meshwright'));

describe('the demo on its own cluster', () => {
  it(
    'installs a mesh, says how long it took and where its gateways are, and leaves nothing',
    async () => {
      const { code, stdout } = await demo(['--exit']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/mesh is Ready: 12\/12 components, \d+\.\d s from apply to Ready/);
      expect(stdout).toMatch(/istio-ingressgateway {2}192\.0\.2\.\d+/);
      expect(stdout).toMatch(/ComponentReady +kiali is ready/);
      expect(await filesLeft()).toEqual([]);
    },
    DEMO_MS,
  );

  it(
    'stays until it is interrupted, says what to try next, and then ends well',
    async () => {
      const child = start([]);
      const ended = once(child, 'exit') as Promise<[number | null]>;
      let stdout = '';
      for await (const chunk of child.stdout) {
        stdout += String(chunk);
        if (!child.killed && stdout.includes('until then, the news')) child.kill('SIGINT');
      }
      const [code] = await ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(/export KUBECONFIG=\S+kubeconfig\n/);
      expect(stdout).toContain('kubectl delete mi mesh');
      expect(stdout).toMatch(/✓ console at http:\/\/127\.0\.0\.1:\d+\/meshes\/mesh\n/);
      expect(await filesLeft()).toEqual([]);
    },
    DEMO_MS,
  );
});

describe('the demo on a given cluster', () => {
  it(
    'uses that cluster, leaves the mesh there and says so, and can be run again',
    async () => {
      for (const round of ['first', 'second']) {
        const { code, stdout } = await demo(['--exit'], cluster.kubeconfigPath);
        expect([round, code]).toEqual([round, 0]);
        expect(stdout).toContain(`at ${cluster.server}, from KUBECONFIG; nothing is started`);
        expect(stdout).toContain(`mesh stays installed on ${cluster.server}`);
      }
      const { stdout } = await cluster.kubectl(['get', 'mi', 'mesh', '-o', 'jsonpath={.status.phase}']);
      expect(stdout).toBe('Ready');
    },
    2 * DEMO_MS,
  );

  it(
    'ends with code 1 and the reason when the mesh is refused',
    async () => {
      const rival = {
        apiVersion: 'meshwright.dev/v1alpha1',
        kind: 'MeshInstall',
        metadata: { name: 'mesh' },
        spec: { version: '1.4.10', profile: 'minimal' },
      };
      const file = join(folder, 'rival.json');
      await writeFile(file, JSON.stringify(rival));
      const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=somebody', '-f', file];
      expect(await cluster.kubectl(args)).toMatchObject({ code: 0 });
      const { code, stderr } = await demo(['--exit'], cluster.kubeconfigPath);
      expect(code).toBe(1);
      expect(stderr).toMatch(/error: Conflict: cannot apply MeshInstall mesh: .*somebody/s);
    },
    DEMO_MS,
  );

  it(
    'asks before it touches a cluster that is not on this machine, and without a terminal refuses to',
    async () => {
      const file = join(folder, 'far-away');
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'far',
        clusters: [{ name: 'far', cluster: { server: 'https://192.0.2.200:6443' } }],
        users: [{ name: 'far', user: {} }],
        contexts: [{ name: 'far', context: { cluster: 'far', user: 'far' } }],
      };
      await writeFile(file, JSON.stringify(config));
      const { code, stderr } = await demo(['--exit'], file);
      expect(code).toBe(2);
      expect(stderr).toContain(
        'KUBECONFIG points to https://192.0.2.200:6443, which is not on this machine; say --yes',
      );
    },
    DEMO_MS,
  );
});
