import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstall } from '../../src/api/meshinstall.ts';
import { accessOf } from '../support/cluster-access.ts';
import { CLUSTER_COMMANDS, failureCodeOf, ONE_LINE } from '../support/cluster-commands.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, untilServed, type TestCluster } from '../support/cluster.ts';
import type { Outcome } from '../support/command-line.ts';
import { runExample } from '../support/examples.ts';
import { applyMesh, meshRef } from '../support/mesh-install.ts';

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'meshinstalls.meshwright.dev',
};

let test: TestCluster;
let powerless: string;

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  await test.kubectl('create', 'serviceaccount', 'powerless');
  powerless = await accessOf(test, 'powerless', 'default');
  // Without a kind of mixer's there is nothing that convert-mixer needs a right for.
  const isRule = (manifest: Manifest): boolean => manifest.metadata.name === 'rules.config.istio.io';
  const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
  await test.client.create(render({ name: 'mesh', spec: resolve({ version: '1.4.10' }), capabilities }).find(isRule)!);
  await untilServed(test.client, 'rule');
}, START_MS);

afterAll(async () => {
  await test.stop();
}, STEP_MS);

const meshwright = (line: string, KUBECONFIG = test.cluster.kubeconfigPath): Promise<Outcome> =>
  runExample({ command: `meshwright ${line}` }, { KUBECONFIG });

// What may not be looked at is a finding of check, and no failure.
const { run: _, check: __, ...ENDING } = CLUSTER_COMMANDS;

describe('a command, as a process', () => {
  it.each(Object.entries(ENDING))(
    'names the right that its user lacks: %s',
    async (name, line) => {
      const { code, stdout, stderr } = await meshwright(line, powerless);
      expect([code, stdout]).toEqual([failureCodeOf(name), '']);
      expect(stderr).toMatch(/^error: Forbidden: cannot (get|list|forward) /);
      expect(stderr).toMatch(/; ask for that right, or choose another user with --context\n$/);
      expect(stderr).toMatch(ONE_LINE);
    },
    STEP_MS,
  );

  it(
    'names the meshes there are when it is asked for one that is not there',
    async () => {
      const lines = ['diff nobody', 'plan nobody', 'preflight nobody', 'status nobody', 'bundle nobody --to -'];
      const ask = (): Promise<Outcome[]> =>
        Promise.all([...lines, 'uninstall nobody --yes'].map((line) => meshwright(line)));
      for (const outcome of await ask())
        expect(outcome).toEqual({
          code: 2,
          stdout: '',
          stderr: 'error: the cluster has no MeshInstall "nobody"; it has none\n',
        });
      await applyMesh(test.client, { version: '1.4.10' });
      for (const { code, stderr } of await ask())
        expect([code, stderr]).toEqual([2, 'error: the cluster has no MeshInstall "nobody"; there is mesh\n']);
    },
    2 * STEP_MS,
  );

  it(
    'pauses and resumes by that field alone, whoever keeps the rest',
    async () => {
      await applyMesh(test.client, { version: '1.4.10' });
      const asked = async () => (await test.client.get<MeshInstall>(meshRef()))?.spec;
      const before = await asked();
      expect((await meshwright('pause')).stdout).toMatch(/^mesh "mesh" is paused: /);
      expect(await asked()).toEqual({ ...before, paused: true });
      expect((await meshwright('pause mesh')).stdout).toBe('mesh "mesh" is already paused\n');
      expect((await meshwright('resume mesh')).stdout).toBe('mesh "mesh" goes on\n');
      expect(await asked()).toEqual(before);
      expect(await meshwright('approve mesh')).toMatchObject({
        code: 1,
        stderr: 'error: mesh "mesh" waits for no approval: spec.upgrade.approval is Automatic\n',
      });
    },
    2 * STEP_MS,
  );

  it(
    'checks a first installation before it begins, and warns of amounts in the cluster that are probably slips',
    async () => {
      const pilot = { resources: { requests: { memory: 100 } } };
      await applyMesh(test.client, { version: '1.4.10', components: { pilot } });
      const { code, stdout, stderr } = await meshwright('preflight mesh');
      expect([code, stdout]).toEqual([0, 'installation of 1.4.10: may begin\n']);
      expect(stderr).toMatch(/^warning: spec\.components\.pilot\.resources\.requests\.memory: 100: is 100 bytes; /m);
      await applyMesh(test.client, { version: '1.4.10' });
    },
    STEP_MS,
  );

  it(
    'shows in kubectl which version is asked for where no status tells',
    async () => {
      const stdout = await test.kubectl('get', 'mi', 'mesh', '-o', 'wide');
      expect(stdout).toMatch(/ TARGET .*\n.* 1\.4\.10 /);
    },
    STEP_MS,
  );

  // The last: the kind is gone.
  it(
    'says how to install the kind where a cluster does not know it',
    async () => {
      await test.client.delete(CRD);
      await untilGone(test.client, CRD);
      const lines = ['plan mesh', 'preflight mesh', 'status', 'status mesh', 'bundle --to -', 'uninstall mesh --yes'];
      for (const { code, stdout, stderr } of await Promise.all(lines.map((line) => meshwright(line)))) {
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toBe(
          'error: the server does not serve MeshInstall of meshwright.dev/v1alpha1; ' +
            'install it with kubectl apply --server-side -f crds\n',
        );
      }
      const { stdout } = await meshwright('preflight -f examples/demo.yaml');
      expect(stdout).toBe('installation of 1.4.10: may begin\n');
    },
    2 * STEP_MS,
  );
});
