import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevcluster } from '../../devcluster/index.ts';
import type { BehaviourRule, Devcluster } from '../../devcluster/index.ts';

const testTimeout = 30_000;
// The first start on a machine builds the programs.
const startTimeout = 20 * 60_000;

let cluster: Devcluster;

beforeAll(async () => {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  cluster = await startDevcluster({ simulation: false, nodes: 1, log });
}, startTimeout);

afterAll(() => cluster.stop());

async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

const waitFor = (pod: string, path: string, value: string) =>
  kubectl('wait', `pod/${pod}`, `--for=jsonpath=${path}=${value}`, '--timeout=20s');

interface Pod {
  readonly status: {
    readonly phase: string;
    readonly conditions: readonly { type: string; status: string; message?: string; lastTransitionTime: string }[];
    readonly containerStatuses: readonly Record<string, unknown>[];
  };
}

const podOf = async (name: string): Promise<Pod> => JSON.parse(await kubectl('get', 'pod', name, '-o', 'json')) as Pod;

async function createPod(name: string, images = ['example.test/app:1']): Promise<void> {
  const spec = {
    containers: images.map((image, index) => ({ name: index === 0 ? 'app' : `beside-${index}`, image })),
    volumes: [{ name: 'certs', secret: { secretName: 'istio.absent' } }],
    automountServiceAccountToken: false,
  };
  const overrides = JSON.stringify({ apiVersion: 'v1', spec });
  await kubectl('run', name, '--image=unused', `--labels=app=${name}`, `--overrides=${overrides}`);
}

interface Reason {
  readonly name: string;
  readonly rule: Omit<BehaviourRule, 'labels'>;
  readonly phase: string;
  /** Where the reason stands in the status of the container, and what it is once the pod has come to rest. */
  readonly rest: readonly [path: string, value: string];
  readonly container: object;
  readonly event: readonly [reason: string, message: unknown];
}

const image = 'example.test/app:1';
const notFound = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
const waitingReason = '{.status.containerStatuses[0].state.waiting.reason}';
const backOffPulling = (answer: string) => ({
  ready: false,
  restartCount: 0,
  state: {
    waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${answer}` },
  },
});
const limit = 'toomanyrequests: You have reached your pull rate limit.';

const reasons: readonly Reason[] = [
  {
    name: 'an image that is not there',
    rule: { behaviour: 'image-pull-fails' },
    phase: 'Pending',
    rest: [waitingReason, 'ImagePullBackOff'],
    container: backOffPulling(notFound),
    event: ['Failed', `Failed to pull image "${image}": ${notFound}`],
  },
  {
    name: 'a registry that refuses',
    rule: { behaviour: 'image-pull-fails', message: limit },
    phase: 'Pending',
    rest: [waitingReason, 'ImagePullBackOff'],
    container: backOffPulling(limit),
    event: ['BackOff', `Back-off pulling image "${image}"`],
  },
  {
    name: 'a program that ends again and again',
    rule: { behaviour: 'crash-loop', exitCode: 137, message: 'no memory: "heap" & <stack>' },
    phase: 'Running',
    rest: [waitingReason, 'CrashLoopBackOff'],
    container: {
      ready: false,
      restartCount: 1,
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: expect.stringMatching(
            /^back-off 10s restarting failed container=app pod=crash-loop-2_default\(.+\)$/,
          ),
        },
      },
      lastState: { terminated: { exitCode: 137, reason: 'Error', message: 'no memory: "heap" & <stack>' } },
    },
    event: [
      'BackOff',
      expect.stringMatching(/^Back-off restarting failed container app in pod crash-loop-2_default\(.+\)$/),
    ],
  },
  {
    name: 'a volume that cannot be mounted',
    rule: { behaviour: 'mount-fails' },
    phase: 'Pending',
    rest: [waitingReason, 'ContainerCreating'],
    container: { ready: false, started: false },
    event: ['FailedMount', 'MountVolume.SetUp failed for volume "certs" : secret "istio.absent" not found'],
  },
  {
    name: 'a probe that fails',
    rule: { behaviour: 'never-ready' },
    phase: 'Running',
    rest: ['{.status.containerStatuses[0].ready}', 'false'],
    container: { ready: false, started: true, state: { running: {} } },
    event: ['Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
  },
];

describe('a pod that does not become ready says why, as under a kubelet', () => {
  it.each(reasons.map((reason, index) => [reason.name, reason, index] as const))(
    'because of %s',
    async (_, { rule, phase, rest, container, event }, index) => {
      const name = `${rule.behaviour}-${index}`;
      await cluster.setPodBehaviour({ labels: { app: name }, ...rule });
      await createPod(name);
      await waitFor(name, ...rest);
      const { status } = await podOf(name);
      expect(status.phase).toBe(phase);
      expect(status.containerStatuses[0]).toMatchObject(container);
      expect(status.conditions.find(({ type }) => type === 'Ready')).toMatchObject({
        status: 'False',
        message: 'containers with unready status: [app]',
      });
      const selector = `--field-selector=involvedObject.name=${name},reason=${event[0]}`;
      await kubectl('wait', 'events', selector, '--for=create', '--timeout=20s');
      const { items } = JSON.parse(await kubectl('get', 'events', selector, '-o', 'json')) as { items: object[] };
      expect(items).toEqual([expect.objectContaining({ message: event[1], source: expect.anything() as unknown })]);
    },
    testTimeout,
  );

  it(
    'for the container that the rule names, while the others run',
    async () => {
      await cluster.setPodBehaviour({ labels: { app: 'two' }, behaviour: 'crash-loop', container: 'beside-1' });
      await createPod('two', [image, 'example.test/proxy:1']);
      await waitFor('two', '{.status.containerStatuses[1].state.waiting.reason}', 'CrashLoopBackOff');
      const { status } = await podOf('two');
      expect(status.containerStatuses.map(({ ready }) => ready)).toEqual([true, false]);
    },
    testTimeout,
  );

  it(
    'and becomes ready without a restart of its own when that is over',
    async () => {
      await cluster.setPodBehaviour({ labels: { app: 'heals' }, behaviour: 'mount-fails' });
      await createPod('heals');
      await waitFor('heals', waitingReason, 'ContainerCreating');
      await cluster.clearPodBehaviours();
      await kubectl('wait', 'pod/heals', '--for=condition=Ready', '--timeout=20s');
      expect((await podOf('heals')).status.containerStatuses[0]).toMatchObject({ restartCount: 0, ready: true });
    },
    testTimeout,
  );
});

describe('simulated image pulls', () => {
  const started = (pod: Pod): number => {
    const [container] = pod.status.containerStatuses as { state: { running: { startedAt: string } } }[];
    return Date.parse(container!.state.running.startedAt);
  };
  const scheduled = ({ status }: Pod): number =>
    Date.parse(status.conditions.find(({ type }) => type === 'PodScheduled')!.lastTransitionTime);

  it(
    'hold a pod back once per node, in ContainerCreating',
    async () => {
      await cluster.setImagePulls((pulled) => (pulled === 'example.test/slow:1' ? 3_000 : 0));
      await createPod('first', ['example.test/slow:1']);
      await waitFor('first', waitingReason, 'ContainerCreating');
      await kubectl('wait', 'pod/first', '--for=condition=Ready', '--timeout=20s');
      await createPod('second', ['example.test/slow:1']);
      await kubectl('wait', 'pod/second', '--for=condition=Ready', '--timeout=20s');
      const [first, second] = [await podOf('first'), await podOf('second')];
      // In whole seconds: what was 3 apart is at least 2 apart.
      expect(started(first) - scheduled(first)).toBeGreaterThanOrEqual(2_000);
      expect(started(second) - scheduled(second)).toBeLessThan(2_000);
      await cluster.setImagePulls(undefined);
    },
    testTimeout,
  );
});
