import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import type { Outcome } from '../support/command-line.ts';
import { runOperatorPod } from '../support/console.ts';
import { examplesOf, runExample } from '../support/examples.ts';
import { deploymentRef, meshRef, untilReady } from '../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../support/operator.ts';

let test: TestCluster;
let operator: RunningOperator | undefined;
let folder: string;

/** A command line as a process, on the test's cluster. */
const meshwright = (line: string): Promise<Outcome> =>
  runExample({ command: `meshwright ${line}` }, { KUBECONFIG: test.cluster.kubeconfigPath });

async function stopOperator(): Promise<void> {
  await operator?.stop();
  operator = undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'));
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await test.kubectl('apply', '-f', 'examples/demo.yaml');
  await untilReady(test.client);
  // Nobody connects to it: that it is there is enough for an address.
  await runOperatorPod(test.client, 'operator', ['run', '--console-address=127.0.0.1:8090']);
}, START_MS);

afterAll(async () => {
  await stopOperator();
  await test.stop();
  await rm(folder, { recursive: true, force: true });
}, STEP_MS);

describe('examples of commands that ask a cluster', () => {
  const examples = examplesOf(COMMANDS, { cluster: true });

  it.each(examples)(
    '$command',
    async (example) => {
      const { exit = 0 } = example;
      const { code, stderr } = await runExample(example, { KUBECONFIG: test.cluster.kubeconfigPath });
      expect([code, stderr]).toEqual([exit, expect.not.stringMatching(/^error:/m)]);
      // One of them pauses the mesh, and the next one resumes it.
      if (example.command.endsWith('resume mesh')) await untilReady(test.client);
    },
    STEP_MS,
  );
});

/** Whether the component was seen unready in between depends on who is faster; that it is repaired is always told. */
const REPAIRED = /^ {2}[\d:]+ {2}DriftRepaired +Deployment istio-system\/istio-policy: created again/m;

describe('meshwright status', () => {
  it(
    'shows parts, components with images and ports, addresses and certificates',
    async () => {
      const { code, stdout } = await meshwright('status mesh');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^mesh {2}Istio 1\.4\.10 · demo · istio-system +Ready 12\/12\n/);
      expect(stdout).toMatch(/^├─ pilot +1\/1 +Ready +pilot:1\.4\.10 +15010 15011 8080 15014$/m);
      expect(stdout).toMatch(/^├─ mixer\n│ {2}├─ policy +1\/1/m);
      expect(stdout).toMatch(/─ istio-ingressgateway {2}192\.0\.2\.\d+$/m);
      expect(stdout).toMatch(/─ root +until 20\d\d-\d\d-\d\d {2}\d+ days left$/m);
    },
    STEP_MS,
  );

  it(
    'tells in a pipe what happens, line by line, until it is interrupted',
    async () => {
      const { NODE_OPTIONS: _, ...env } = process.env;
      const child = spawn(process.execPath, ['src/main.ts', 'status', '-w'], {
        env: { ...env, KUBECONFIG: test.cluster.kubeconfigPath },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit') as Promise<[number | null]>;
      let told = '';
      // Whatever it did not tell by then is seen in what it told. A second interruption would end it at once.
      const impatient = setTimeout(() => child.kill('SIGINT'), STEP_MS);
      try {
        for await (const chunk of child.stdout) {
          if (told === '') await test.client.delete(deploymentRef('istio-policy'));
          told += String(chunk);
          if (!child.killed && REPAIRED.test(told)) child.kill('SIGINT');
        }
        expect(await ended).toEqual([0, null]);
      } finally {
        clearTimeout(impatient);
        child.kill('SIGKILL');
      }
      expect(told).toMatch(REPAIRED);
      expect(told).toMatch(/^mesh {2}Istio/);
      expect(told).not.toContain('\u001b');
      await untilReady(test.client);
    },
    2 * STEP_MS,
  );

  it(
    'prints the status of every mesh as YAML',
    async () => {
      const { stdout } = await meshwright('status -o yaml');
      expect(load(stdout)).toMatchObject({ meshes: [{ name: 'mesh', status: { phase: 'Ready' } }] });
    },
    STEP_MS,
  );
});

describe('meshwright bundle', () => {
  it(
    'writes objects, status and events of a mesh, and what it could not read, without secrets',
    async () => {
      const secret = { name: 'kiali', namespace: 'istio-system' };
      const file = join(folder, 'bundle.tar.gz');
      const { code, stdout, stderr } = await meshwright(`bundle mesh --to ${file}`);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/bundle\.tar\.gz: \d+ files, \d+ KiB\n$/)]);
      // Simulated pods have no logs.
      expect(stderr).toMatch(/^\d+ things? could not be read; problems\.txt/);
      const { stdout: all } = await runExample({ command: `tar -xzOf ${file}` });
      const { stdout: names } = await runExample({ command: `tar -tzf ${file}` });
      expect(names.split('\n')).toEqual(
        expect.arrayContaining([
          'meshwright-bundle/kubernetes.yaml',
          'meshwright-bundle/meshes/mesh/meshinstall.yaml',
          'meshwright-bundle/meshes/mesh/objects/Deployment/istio-system/istio-pilot.yaml',
          'meshwright-bundle/meshes/mesh/status.txt',
          'meshwright-bundle/namespaces/istio-system/pods.txt',
          'meshwright-bundle/operator.txt',
          'meshwright-bundle/problems.txt',
        ]),
      );
      expect(all).toMatch(/istio-pilot-[\w-]+\/discovery\.log: /);
      expect(all).not.toMatch(/managedFields|PRIVATE KEY/);
      const given = await test.client.get({ apiVersion: 'v1', kind: 'Secret', ...secret });
      for (const value of Object.values((given?.['data'] ?? {}) as Record<string, string>))
        expect(all).not.toContain(value);
    },
    STEP_MS,
  );
});

describe('meshwright diff', () => {
  it(
    'finds no difference in a mesh that is kept, and says so by its exit code',
    async () => {
      expect(await meshwright('diff mesh')).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    STEP_MS,
  );

  it(
    'shows what a file would change, and nothing that the apiserver fills in',
    async () => {
      const file = join(folder, 'changed.yaml');
      const pilot = { env: { EXTRA: 'yes', API_TOKEN: 'hush' } };
      const spec = { version: '1.4.10', profile: 'demo', components: { pilot, kiali: { enabled: false } } };
      const install = { apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', metadata: { name: 'mesh' }, spec };
      await writeFile(file, JSON.stringify(install));
      const { code, stdout, stderr } = await meshwright(`diff -f ${file}`);
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(/^--- live Deployment istio-system\/istio-pilot\n\+\+\+ wanted Deployment/m);
      expect(stdout).toMatch(/^\+ +- name: EXTRA\n\+ +value: '?yes'?$/m);
      expect(stdout).toMatch(/^--- live Deployment istio-system\/kiali\n/m);
      expect(stdout).not.toMatch(/hush|terminationMessagePath|resourceVersion|managedFields/);
      const { stdout: paths } = await meshwright(`diff -f ${file} -o paths`);
      expect(paths).toContain(
        'Deployment istio-system/istio-pilot: spec.template.spec.containers[discovery].env[EXTRA]: ',
      );
      expect(paths).toContain('Deployment istio-system/kiali: superfluous');
    },
    2 * STEP_MS,
  );

  it(
    'names the field that somebody edited by hand, and that an object is missing',
    async () => {
      await stopOperator();
      await test.kubectl('-n', 'istio-system', 'scale', 'deployment/istio-galley', '--replicas=3');
      await test.client.delete(deploymentRef('grafana'));
      const { code, stdout } = await meshwright('diff mesh -o json');
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        differences: [
          {
            object: 'Deployment istio-system/istio-galley',
            change: 'different',
            fields: [{ path: 'spec.replicas', live: 3, wanted: 1 }],
          },
          { object: 'Deployment istio-system/grafana', change: 'missing' },
        ],
      });
      operator = startOperator(test.operatorAccess);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it.each([
    ['diff nobody', /has no MeshInstall "nobody"/],
    ['diff mesh --context nowhere', /no context nowhere; there are: /],
  ])(
    'ends `%s` with 2 and says why',
    async (line, message) => {
      const ending = await meshwright(line);
      expect([ending.code, ending.stdout]).toEqual([2, '']);
      expect(ending.stderr).toMatch(message);
    },
    STEP_MS,
  );
});

// The last: nothing is left of the mesh. Nobody sees the operator, which runs beside the cluster.
describe('meshwright uninstall', () => {
  it(
    'says what goes and what stays, and does nothing unless it is told to',
    async () => {
      const { stdout, stderr } = await meshwright('uninstall mesh');
      expect(stderr).toMatch(/^warning: no operator is seen: .*\nerror: nobody to ask here; say --yes\n$/);
      expect(stdout).toMatch(
        /^mesh "mesh" on https:[^]*^goes:\n[^]*^ {2}12 Deployment\n[^]*^stays:\n {2}Namespace istio-system/m,
      );
      expect((await test.client.get(meshRef()))?.metadata.deletionTimestamp).toBeUndefined();
    },
    STEP_MS,
  );

  it(
    'takes the mesh down and follows until it is gone',
    async () => {
      const { code, stdout, stderr } = await meshwright('uninstall mesh --yes');
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: no operator is seen: .*\n$/)]);
      expect(stdout).toMatch(/… removing mesh "mesh"\n[^]*✓ mesh "mesh" is gone/);
      expect(await test.client.get(meshRef())).toBeUndefined();
      expect(await test.client.get(deploymentRef('istio-citadel'))).toBeUndefined();
      expect(await meshwright('uninstall mesh --yes')).toMatchObject({ code: 2, stdout: '' });
    },
    2 * STEP_MS,
  );
});
