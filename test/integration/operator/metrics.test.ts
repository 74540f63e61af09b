import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { behaviourAnnotations } from '../../../devcluster/control-plane/behaviour.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { samplesIn } from '../../support/exposition.ts';
import { applyMesh, conditionOf, deleteMesh, meshRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { alerts, firing, samplesOf } from '../../support/prometheus.ts';
import { watchUntil } from '../../support/watch-until.ts';

const HOP_MS = 3 * 60_000;
const OPERATOR_FILE = 'deploy/operator.yaml';

let test: TestCluster;
let leader: OperatorProcess;
let standby: OperatorProcess;

/** A replica of the operator, with the permissions that are delivered and as many ports as there are replicas. */
function replica(kubeconfig: string, name: string): OperatorProcess {
  return new OperatorProcess(kubeconfig, {
    args: ['--leader-elect', '--metrics-address', '127.0.0.1:0'],
    env: { POD_NAME: name, POD_NAMESPACE: 'meshwright-system' },
  });
}

beforeAll(async () => {
  test = await startTestCluster();
  leader = replica(test.operatorAccess, 'first');
  await leader.logged('operator started');
  standby = replica(test.operatorAccess, 'second');
  await standby.logged('another replica leads');
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, STEP_MS);

const scrape = async (operator: OperatorProcess, name: string): Promise<Record<string, number>> =>
  samplesIn(await operator.ask('/metrics'), name);

/** Resolves with what is scraped once it is as wanted: at first or after something that the operator has logged. */
async function scraped(
  operator: OperatorProcess,
  name: string,
  wanted: (samples: Record<string, number>) => boolean,
): Promise<Record<string, number>> {
  for (;;) {
    const news = operator.nextLine();
    const samples = await scrape(operator, name);
    if (wanted(samples)) return samples;
    await news;
  }
}

/** Labels of those samples that are 1. */
const ones = (samples: Record<string, number>): string[] =>
  Object.keys(samples).filter((labels) => samples[labels] === 1);

describe('deploy/operator.yaml', () => {
  it(
    'is accepted with its probes and annotations, without a warning',
    async () => {
      const apply = ['apply', '--server-side', '--dry-run=server', '-f', OPERATOR_FILE];
      const { code, stdout, stderr } = await test.cluster.kubectl(apply);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('deployment.apps/meshwright serverside-applied');
    },
    STEP_MS,
  );
});

describe('two replicas of the operator', () => {
  it(
    'are both ready, and only the one that leads tells of meshes',
    async () => {
      expect(await leader.ask('/readyz')).toBe('ok\n');
      expect(await standby.ask('/readyz')).toBe('ok\n');
      expect(await scrape(leader, 'meshwright_leader')).toEqual({ '': 1 });
      expect(await scrape(standby, 'meshwright_leader')).toEqual({ '': 0 });

      await applyMesh(test.client, { version: '1.3.8', profile: 'minimal' });
      const { status } = await untilReady(test.client);
      await scraped(leader, 'meshwright_mesh_phase', (samples) => samples['mesh=mesh phase=Ready'] === 1);
      const text = await leader.ask('/metrics');
      const info = 'mesh=mesh namespace=istio-system version=1.3.8 target=1.3.8 profile=minimal';
      expect(samplesIn(text, 'meshwright_mesh_info')).toEqual({ [info]: 1 });
      expect(ones(samplesIn(text, 'meshwright_mesh_condition'))).toEqual(
        expect.arrayContaining(['mesh=mesh type=Ready status=True', 'mesh=mesh type=Stalled status=False']),
      );
      const count = status?.components?.length;
      expect(samplesIn(text, 'meshwright_mesh_components_ready')).toEqual({ 'mesh=mesh': count });
      expect(samplesIn(text, 'meshwright_component_ready')).toMatchObject({ 'mesh=mesh component=pilot': 1 });
      expect(samplesIn(text, 'meshwright_hops_total')).toEqual({ 'mesh=mesh from= to=1.3.8 outcome=Succeeded': 1 });
      expect(samplesIn(text, 'meshwright_passes_total')['result=requeued']).toBeGreaterThan(0);
      expect(samplesIn(text, 'meshwright_apiserver_requests_total')['verb=apply code=201']).toBeGreaterThan(0);
      expect(await standby.ask('/metrics')).not.toContain('mesh="mesh"');
    },
    STEP_MS,
  );

  it(
    'count a hop that fails once, with component and outcome, whichever leads then',
    async () => {
      const podAnnotations = { [behaviourAnnotations.behaviour]: 'never-ready' };
      await applyMesh(test.client, {
        version: '1.4.10',
        profile: 'minimal',
        upgrade: { gateTimeout: '8s' },
        components: { pilot: { podAnnotations } },
      });
      const isBack = (install: MeshInstall): boolean => conditionOf(install, 'Stalled')?.reason === 'RolledBack';
      await watchUntil<MeshInstall>(test.client, meshRef(), isBack);
      const failures = 'meshwright_hop_failures_total';
      expect(await scraped(leader, failures, (samples) => Object.keys(samples).length > 0)).toEqual({
        'mesh=mesh from=1.3.8 to=1.4.10 component=pilot outcome=RolledBack': 1,
      });
      expect(ones(await scrape(leader, 'meshwright_mesh_condition'))).toContain('mesh=mesh type=Stalled status=True');
      const scrapes = [{ at: 0, samples: samplesOf(await leader.ask('/metrics')) }];
      const told = alerts.filter(({ expr }) => firing({ expr }, scrapes, 0).length > 0).map(({ alert }) => alert);
      expect(told).toEqual(expect.arrayContaining(['MeshStalled', 'MeshHopFailed']));

      expect(await leader.stop()).toBe(0);
      await standby.logged('pass');
      expect(await scrape(standby, 'meshwright_leader')).toEqual({ '': 1 });
      expect(ones(await scrape(standby, 'meshwright_mesh_condition'))).toContain('mesh=mesh type=Stalled status=True');
      expect(await scrape(standby, failures)).toEqual({});
    },
    HOP_MS,
  );

  it(
    'forget a mesh that is deleted, and need no more permissions than are delivered',
    async () => {
      await deleteMesh(test.client);
      await scraped(standby, 'meshwright_mesh_info', (samples) => Object.keys(samples).length === 0);
      expect(await standby.ask('/metrics')).not.toContain('mesh="mesh"');
      expect(await standby.ask('/healthz')).toBe('ok\n');
      const refused = [...leader.log, ...standby.log].filter(({ err }) => err?.message.includes('Forbidden'));
      expect(refused).toEqual([]);
    },
    STEP_MS,
  );
});
