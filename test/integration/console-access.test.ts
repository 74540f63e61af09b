import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { consoleObjects } from '../../charts/operator/index.ts';
import { isReady } from '../../src/cli/dashboard/dashboard.ts';
import type { MeshDetail } from '../../src/console/contract.ts';
import { runCli } from '../../src/cli/index.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { Sink } from '../support/command-line.ts';
import { runOperatorPod } from '../support/console.ts';
import { scriptsOf } from '../support/documents.ts';
import { startEnvoy, type FakeEnvoy } from '../support/envoy.ts';
import { runExample } from '../support/examples.ts';
import { INJECTED, injectedPod } from '../support/injected-pod.ts';
import { startKubelet, type Kubelet } from '../support/kubelet.ts';
import { applyMesh, untilReady } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';
import { watchUntil } from '../support/watch-until.ts';

/** Where the account of the operator is. */
const PLACE = 'meshwright-system';

let test: TestCluster;
let operator: OperatorProcess;
let url: string;
let envoy: FakeEnvoy;
let kubelet: Kubelet;

/** Starts the operator at every address of this machine: as behind a Service. @returns where its console is */
async function startShowing(): Promise<string> {
  operator = new OperatorProcess(test.operatorAccess, { args: ['--console-address', ':0'] });
  return `http://127.0.0.1:${await operator.consolePort()}`;
}

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  for (const object of consoleObjects(PLACE)) await test.client.apply(object, { fieldManager: 'user' });
  url = await startShowing();
  envoy = await startEnvoy(40);
  kubelet = await startKubelet(test, { 8090: Number(new URL(url).port), 15000: envoy.port });
  await applyMesh(test.client, { version: '1.4.10', profile: 'minimal' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  envoy.stop();
  await test.stop();
  await kubelet.stop();
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

describe('a proxy on a console that is reached from elsewhere', () => {
  const place = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: INJECTED };

  it(
    'is asked with the token of who looks: the operator has no right to it, and needs none',
    async () => {
      const [, , rights = ''] = scriptsOf('docs/console.md');
      await test.client.create(injectedPod());
      await watchUntil(test.client, place, isReady);
      await lastLine(rights.replaceAll('shop', 'default'));
      while ((await lastLine(CAN_FORWARD)) !== 'yes');
      const token = await lastLine('kubectl create token viewer');
      const poor = await lastLine(WATCHER);
      const path = `/api/meshes/mesh/proxies/default/${INJECTED}`;
      const proxy = await untilAnswered(path, token);
      expect(proxy).toMatchObject({ pod: INJECTED, untold: {}, redirection: { release: '1.4.10' } });
      expect(proxy).toMatchObject({ configuration: { counts: { clusters: 45 } } });
      expect(await untilAnswered(path, poor)).toMatchObject({
        untold: {
          pod: 'the cluster does not let you get this pod',
          configuration: 'the cluster does not let you create pods/portforward for this pod',
        },
      });
      expect(envoy.asked()).toBe(1);
    },
    STEP_MS,
  );
});

/** What is answered, once the operator has seen what it is about. */
async function untilAnswered(path: string, token: string): Promise<unknown> {
  for (;;) {
    const answer = await ask(path, token);
    if (answer.status === 200) return answer.json();
  }
}

/** Somebody who may see meshes, and no pods. */
const WATCHER = `kubectl create serviceaccount watcher >/dev/null
kubectl create clusterrolebinding watcher --clusterrole=mesh-viewer --serviceaccount=default:watcher >/dev/null
kubectl create token watcher`;

const CAN_FORWARD =
  'kubectl auth can-i create pods --subresource=portforward --as=system:serviceaccount:default:viewer || true';

describe('meshwright console', () => {
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

describe('a console that has just been started', () => {
  it(
    'tells what happened before, as far as the cluster remembers it',
    async () => {
      await operator.stop();
      url = await startShowing();
      const token = await lastLine('kubectl create token viewer');
      for (;;) {
        const mesh = (await untilAnswered('/api/meshes/mesh', token)) as MeshDetail;
        if (mesh.eventsSince !== undefined) continue;
        expect(mesh.events.map(({ reason }) => reason)).toContain('Ready');
        break;
      }
    },
    STEP_MS,
  );
});
