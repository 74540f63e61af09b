import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevcluster } from '../../devcluster/index.ts';
import type { BehaviourRule, Devcluster } from '../../devcluster/index.ts';

const testTimeout = 30_000;
// The first start on a machine builds the programs.
const startTimeout = 20 * 60_000;

let cluster: Devcluster;

beforeAll(async () => {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  cluster = await startDevcluster({ simulation: false, audit: true, log });
}, startTimeout);

afterAll(() => cluster.stop());

async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

const createDeployment = (name: string) => kubectl('create', 'deployment', name, '--image=example.test/app:1');

// `kubectl wait` watches: it returns in the moment in which the condition holds.
const waitFor = (object: string, condition: string) => kubectl('wait', object, `--for=${condition}`, '--timeout=20s');
const waitForPods = (app: string, condition: string) =>
  kubectl('wait', 'pods', '-l', `app=${app}`, `--for=${condition}`, '--timeout=20s');

interface Pod {
  metadata: { uid: string };
  status: {
    phase: string;
    podIP: string;
    conditions: { type: string; lastTransitionTime: string }[];
    containerStatuses: { ready: boolean; restartCount: number; state: ContainerState }[];
  };
}

interface ContainerState {
  waiting?: { reason: string };
  running?: { startedAt: string };
}

const secondsOf = (time = ''): number => Date.parse(time) / 1000;

async function podOf(app: string): Promise<Pod> {
  const { items } = JSON.parse(await kubectl('get', 'pods', '-l', `app=${app}`, '-o', 'json')) as { items: Pod[] };
  return items[0]!;
}

// Processes whose command line names the folder of a cluster.
function processesOf(folder: string): string[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

describe('a devcluster', () => {
  it('has nodes that look like machines of its release', async () => {
    const nodes = await kubectl('get', 'nodes', '-l', 'beta.kubernetes.io/arch=amd64,kubernetes.io/arch=amd64');
    expect(nodes.match(/ Ready /g)).toHaveLength(3);
    expect(cluster.kubernetesVersion).toBe('v1.36.3');
    expect(nodes).toContain('v1.36.3');
  });

  it(
    'makes a Deployment available, with addresses for its pods, and removes it',
    async () => {
      await createDeployment('web');
      await waitFor('deployment/web', 'condition=Available');
      expect((await podOf('web')).status.podIP).toMatch(/^10\.244\./);
      await kubectl('delete', 'deployment', 'web');
      await waitForPods('web', 'delete');
    },
    testTimeout,
  );

  it(
    'completes a Job',
    async () => {
      await kubectl('create', 'job', 'once', '--image=example.test/job:1');
      await waitFor('job/once', 'condition=Complete');
      await kubectl('delete', 'job', 'once');
    },
    testTimeout,
  );

  it(
    'counts the requests of each client',
    async () => {
      await kubectl('get', 'pods', '-n', 'kube-system');
      const counts = await cluster.requestCounts();
      const lists = counts.filter(({ userAgent, verb }) => userAgent.startsWith('kubectl/') && verb === 'list');
      expect(lists.find(({ resource }) => resource === 'pods')?.count).toBeGreaterThan(0);
      const [event] = (await cluster.auditLog()).filter(({ objectRef }) => objectRef?.namespace === 'kube-system');
      expect(event?.user.username).toBeDefined();
    },
    testTimeout,
  );

  it(
    'serves again after restarts of its apiserver, also two at once, and forgets nothing',
    async () => {
      await createDeployment('survivor');
      const before = cluster.pids['kube-apiserver'];
      await Promise.all([cluster.restart('kube-apiserver'), cluster.restart('kube-apiserver')]);
      expect(cluster.pids['kube-apiserver']).not.toBe(before);
      await waitFor('deployment/survivor', 'condition=Available');
      await kubectl('delete', 'deployment', 'survivor');
    },
    testTimeout,
  );

  it(
    'comes back after its apiserver was killed',
    async () => {
      cluster.kill('kube-apiserver', 'SIGKILL');
      expect((await cluster.kubectl(['get', 'nodes', '--request-timeout=2s'])).code).not.toBe(0);
      await cluster.restart('kube-apiserver');
      expect(await kubectl('get', 'nodes', '-o', 'name')).toContain('node/node-0');
    },
    testTimeout,
  );
});

describe('simulated pods', () => {
  const rule = (app: string, rest: Omit<BehaviourRule, 'labels' | 'namespace'>): BehaviourRule => ({
    namespace: 'default',
    labels: { app },
    ...rest,
  });

  it(
    'are ready after a delay when told so',
    async () => {
      await cluster.setPodBehaviour(rule('slow', { behaviour: 'ready-after', readyAfter: '2500ms' }));
      await createDeployment('slow');
      await waitFor('deployment/slow', 'condition=Available');
      const { containerStatuses, conditions } = (await podOf('slow')).status;
      const ready = conditions.find(({ type }) => type === 'Ready');
      // In whole seconds: what was 2.5 apart is at least 2 apart.
      const delay = secondsOf(ready?.lastTransitionTime) - secondsOf(containerStatuses[0]?.state.running?.startedAt);
      expect(delay).toBeGreaterThanOrEqual(2);
    },
    testTimeout,
  );

  it(
    'stay unready, and become ready when the rule is dropped',
    async () => {
      await cluster.setPodBehaviour(rule('stuck', { behaviour: 'never-ready' }));
      await createDeployment('stuck');
      await waitFor('deployment/stuck', 'jsonpath={.status.unavailableReplicas}=1');
      await waitForPods('stuck', 'jsonpath={.status.phase}=Running');
      expect((await podOf('stuck')).status.containerStatuses[0]?.ready).toBe(false);
      await cluster.clearPodBehaviours();
      await waitFor('deployment/stuck', 'condition=Available');
    },
    testTimeout,
  );

  it(
    'that are ready become unready when told so, and the Deployment with them',
    async () => {
      await createDeployment('flips');
      await waitFor('deployment/flips', 'condition=Available');
      await cluster.setPodBehaviour(rule('flips', { behaviour: 'crash-loop' }));
      await waitFor('deployment/flips', 'condition=Available=False');
      const [status] = (await podOf('flips')).status.containerStatuses;
      expect(status).toMatchObject({ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } });
      await cluster.clearPodBehaviours();
      await waitFor('deployment/flips', 'condition=Available');
    },
    testTimeout,
  );

  it(
    'keep the templates of their owners untouched',
    async () => {
      await cluster.setPodBehaviour(rule('absent', { behaviour: 'image-pull-fails' }));
      await createDeployment('absent');
      await waitForPods('absent', 'jsonpath={.status.phase}=Pending');
      const annotations = '{.spec.template.metadata.annotations}';
      expect(await kubectl('get', 'deployment', 'absent', '-o', `jsonpath=${annotations}`)).toBe('');
    },
    testTimeout,
  );
});

describe('the end of a devcluster', () => {
  it(
    'leaves no process and no folder',
    async () => {
      const other = await startDevcluster({ simulation: false });
      const folder = dirname(other.kubeconfigPath);
      expect(processesOf(folder).length).toBeGreaterThanOrEqual(6);
      await other.stop();
      expect(processesOf(folder)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
    },
    testTimeout,
  );

  it(
    'comes with the end of its owner, even if that is killed',
    async () => {
      const script = `
      import { startDevcluster } from ${JSON.stringify(join(import.meta.dirname, '../../devcluster/index.ts'))};
      const cluster = await startDevcluster({ simulation: false });
      console.log(cluster.kubeconfigPath);
      setInterval(() => undefined, 1000);
    `;
      const owner = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script]);
      const [output] = (await once(owner.stdout, 'data')) as [Buffer];
      const folder = dirname(output.toString().trim());
      expect(existsSync(folder)).toBe(true);
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      // The system tells only its parent that a process has ended, and that one was killed: it has to be looked for.
      const deadline = Date.now() + 5_000;
      while ((existsSync(folder) || processesOf(folder).length > 0) && Date.now() < deadline) await delay(20);
      expect(existsSync(folder)).toBe(false);
      expect(processesOf(folder)).toEqual([]);
    },
    testTimeout,
  );
});
