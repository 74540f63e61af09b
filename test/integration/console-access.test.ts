import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { consoleObjects } from '../../charts/operator/index.ts';
import { runCli } from '../../src/cli/index.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { Sink } from '../support/command-line.ts';
import { runOperatorPod } from '../support/console.ts';
import { scriptsOf } from '../support/documents.ts';
import { runExample } from '../support/examples.ts';
import { startKubelet, type Kubelet } from '../support/kubelet.ts';
import { applyMesh, untilReady } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';

/** Where the account of the operator is. */
const PLACE = 'meshwright-system';

let test: TestCluster;
let operator: OperatorProcess;
let url: string;

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  for (const object of consoleObjects(PLACE)) await test.client.apply(object, { fieldManager: 'user' });
  // Every address of this machine: as behind a Service.
  operator = new OperatorProcess(test.operatorAccess, { args: ['--console-address', ':0'] });
  url = `http://127.0.0.1:${await operator.consolePort()}`;
  await applyMesh(test.client, { version: '1.4.10', profile: 'minimal' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** The last line that a script of the documentation prints. */
async function lastLine(command: string): Promise<string> {
  const { code, stdout, stderr } = await runExample({ command }, { KUBECONFIG: test.cluster.kubeconfigPath });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trim().split('\n').at(-1) ?? '';
}

const ask = (path: string, token?: string) =>
  fetch(url + path, { headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) } });

describe('a console that is reached from elsewhere', () => {
  it(
    'asks the apiserver who has a token and what they may, and shows what the documentation says',
    async () => {
      const [, script = ''] = scriptsOf('docs/console.md');
      const token = await lastLine(script);
      expect((await ask('/api/meshes')).status).toBe(401);
      expect((await ask('/api/meshes', `${token}x`)).status).toBe(401);
      expect(await (await ask('/api/meshes/mesh', token)).json()).toMatchObject({
        name: 'mesh',
        status: { phase: 'Ready' },
      });
      const object = `/api/meshes/mesh/object?id=${encodeURIComponent('v1/ConfigMap/istio-system/istio')}`;
      expect(await (await ask(object, token)).json()).toMatchObject({ hidden: true });
      const poor = await lastLine('kubectl create serviceaccount poor >/dev/null; kubectl create token poor');
      expect((await ask('/api/meshes', poor)).status).toBe(403);
    },
    STEP_MS,
  );
});

describe('meshwright console', () => {
  let kubelet: Kubelet;

  beforeAll(async () => {
    kubelet = await startKubelet(test, { 8090: Number(new URL(url).port) });
  }, START_MS);
  afterAll(() => kubelet.stop(), STEP_MS);

  function consoleCommand(...args: string[]) {
    const [stdout, stderr, signals] = [new Sink(), new Sink(), new EventEmitter()];
    const line = ['node', 'meshwright', 'console', ...args, '--kubeconfig', test.cluster.kubeconfigPath];
    const stdin = Readable.from(['']) as Readable & NodeJS.ReadableStream;
    const ended = runCli(line, { env: {}, homeDir: '/nowhere', hostname: 'here', stdin, stdout, stderr, signals });
    return { stdout, stderr, signals, ended };
  }

  it(
    'says when no operator runs in the cluster, or when it shows no console; else leads a local port there',
    async () => {
      const none = consoleCommand();
      expect([await none.ended, none.stderr.text]).toEqual([
        1,
        expect.stringMatching(/^error: no pod of the operator is ready/),
      ]);
      for (const [name, args] of [
        ['old', ['run']],
        ['new', ['run', '--console-address=127.0.0.1:1', '--console-address=:8090']],
      ] as const) {
        await runOperatorPod(test.client, name, args);
        const { stdout, stderr, signals, ended } = consoleCommand('mesh');
        if (name === 'old') {
          expect([await ended, stderr.text]).toEqual([
            1,
            expect.stringMatching(/^error: Pod default\/old shows no console/),
          ]);
          await test.client.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name });
          continue;
        }
        while (stdout.text === '') await once(stdout, 'told');
        expect(stdout.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/meshes\/mesh\n$/);
        expect(await (await fetch(stdout.text.trim(), { headers: { accept: 'text/html' } })).text()).toContain(
          'Who are you?',
        );
        signals.emit('SIGINT', 'SIGINT');
        expect([await ended, stderr.text]).toEqual([0, '']);
      }
    },
    STEP_MS,
  );
});
