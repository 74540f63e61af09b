import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FINALIZER, type MeshInstall } from '../../src/api/meshinstall.ts';
import { accessOf } from '../support/cluster-access.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import type { Outcome } from '../support/command-line.ts';
import { runExample } from '../support/examples.ts';
import { applyMesh, meshRef } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';
import { watchUntil } from '../support/watch-until.ts';

const PLACE = 'meshwright-system';

let test: TestCluster;

const meshwright = (line: string, KUBECONFIG = test.cluster.kubeconfigPath): Promise<Outcome> =>
  runExample({ command: `meshwright ${line}` }, { KUBECONFIG });

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1 });
  await applyMesh(test.client, { version: '1.4.10', profile: 'minimal' });
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, STEP_MS);

/** The marks of what `check` prints, by check. */
const marksIn = (table: string): Record<string, string> =>
  Object.fromEntries([...table.matchAll(/^(\S) (\w+)/gm)].map(([, mark, check]) => [check ?? '', mark ?? '']));

// In this order: each finds what the one before left behind.
describe('where no operator runs', () => {
  it(
    'status says that none is seen, and what may hide one',
    async () => {
      const { code, stderr } = await meshwright('status mesh');
      expect(code).toBe(0);
      expect(stderr).toMatch(/^warning: no operator is seen: there is neither a Lease nor a Deployment/);
    },
    STEP_MS,
  );

  it(
    'check knows the CRD of this program, says that there is no operator, and ends with 1',
    async () => {
      const { code, stdout } = await meshwright('check');
      expect([code, marksIn(stdout)]).toEqual([
        1,
        { kubernetes: '✔', crd: '✔', operator: '✗', versions: '?', admission: '✔', webhooks: '✔' },
      ]);
    },
    STEP_MS,
  );

  it(
    'a user who may only read meshes is told that nobody can tell',
    async () => {
      await test.kubectl('create', 'serviceaccount', 'reader');
      await test.kubectl(
        'create',
        'clusterrole',
        'reader',
        '--verb=get,list',
        '--resource=meshinstalls.meshwright.dev',
      );
      await test.kubectl(
        'create',
        'clusterrolebinding',
        'reader',
        '--clusterrole=reader',
        '--serviceaccount=default:reader',
      );
      const { code, stdout, stderr } = await meshwright(
        'status mesh -o json',
        await accessOf(test, 'reader', 'default'),
      );
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^warning: cannot tell whether an operator is running: Forbidden: [^\n]*\n$/),
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ operator: { state: 'Unknown' } });

      const checked = await meshwright('check', await accessOf(test, 'reader', 'default'));
      const nobody = { crd: '?', operator: '?', deployment: '?', versions: '?', admission: '?', webhooks: '?' };
      expect([checked.code, marksIn(checked.stdout)]).toEqual([0, { kubernetes: '✔', ...nobody }]);
    },
    STEP_MS,
  );

  it(
    'status and preflight say why the pods of its Deployment do not start',
    async () => {
      const message = 'manifest for meshwright:0.1.0 not found';
      const labels = { 'app.kubernetes.io/name': 'meshwright' };
      await test.cluster.setPodBehaviour({ namespace: PLACE, labels, behaviour: 'image-pull-fails', message });
      await test.kubectl('apply', '--server-side', '-f', 'deploy/operator.yaml');
      const pods = { apiVersion: 'v1', kind: 'Pod' };
      const reason = /no operator is running: .*has 0 of 1 ready: cannot pull image \S+: .*not found/;
      const told = async (): Promise<boolean> => {
        const { items } = await test.client.list(pods, { namespace: PLACE });
        return JSON.stringify(items).includes(message);
      };
      while (!(await told()));
      expect((await meshwright('status mesh')).stderr).toMatch(reason);
      expect((await meshwright('preflight mesh')).stderr).toMatch(reason);
    },
    STEP_MS,
  );

  it(
    'status says since when its Lease was not renewed, and by whom; nobody runs beside one who renews it',
    async () => {
      const operator = new OperatorProcess(test.operatorAccess, {
        args: ['--leader-elect'],
        env: { POD_NAME: 'meshwright-abc', POD_NAMESPACE: PLACE },
      });
      await watchUntil<MeshInstall>(test.client, meshRef(), ({ metadata }) => metadata.finalizers?.[0] === FINALIZER);
      expect((await meshwright('status mesh')).stderr).toBe('');
      const { code, stdout } = await meshwright('check -o json');
      const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { check: string; state: string }[] };
      const states = Object.fromEntries(checks.map(({ check, state }) => [check, state]));
      const good = { kubernetes: 'ok', crd: 'ok', operator: 'ok', versions: 'ok', rights: 'ok', admission: 'ok' };
      expect([code, ok, states]).toEqual([1, false, { ...good, webhooks: 'ok', deployment: 'failed' }]);

      const second = await meshwright('run --no-leader-elect');
      expect([second.code, second.stderr]).toEqual([
        1,
        expect.stringMatching(
          /^error: another operator, meshwright-abc_\S+, holds the Lease meshwright-system\/meshwright, /,
        ),
      ]);
      expect(second.stdout).not.toContain('operator started');

      await operator.kill();
      const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: PLACE, name: 'meshwright' };
      const renewTime = new Date(Date.now() - 12 * 60_000).toISOString().replace('Z', '000Z');
      await test.client.patch(lease, { spec: { renewTime } }, { type: 'merge' });
      expect((await meshwright('status mesh')).stderr).toMatch(
        /^warning: no operator is running: the Lease meshwright-system\/meshwright was last renewed 12 min ago, by meshwright-abc;/,
      );
    },
    STEP_MS,
  );

  it(
    'uninstall says so before it waits, and adopt refuses the mesh that is on its way out',
    async () => {
      await test.kubectl('delete', 'mi', 'mesh', '--wait=false');
      const { code, stdout, stderr } = await meshwright('adopt -f examples/demo.yaml');
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: MeshInstall mesh has been on its way out since 20.*, and cannot be adopted; /);

      const { NODE_OPTIONS: _, ...inherited } = process.env;
      const leaving = spawn(process.execPath, ['src/main.ts', 'uninstall', 'mesh', '--yes'], {
        env: { ...inherited, KUBECONFIG: test.cluster.kubeconfigPath },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(leaving, 'exit');
      const [warning] = (await once(leaving.stderr, 'data')) as [Buffer];
      expect(warning.toString()).toMatch(/^warning: no operator is running: /);
      const operator = new OperatorProcess(test.operatorAccess, { args: ['--leader-elect'] });
      expect(await ended).toEqual([0, null]);
      await operator.stop();
    },
    2 * STEP_MS,
  );
});
