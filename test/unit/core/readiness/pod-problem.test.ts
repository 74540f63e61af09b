import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { creationProblem, isWaitedFor, podProblem, tellingEvents } from '../../../../src/core/readiness/pod-problem.ts';

const IMAGE = 'docker.io/istio/pilot:9.9.9';
const CONDITIONS = [
  { type: 'PodScheduled', status: 'True' },
  { type: 'Ready', status: 'False' },
];

function pod(status: object, metadata: Partial<Manifest['metadata']> = {}): Manifest {
  const name = 'istio-pilot-6c5d8f7b9-x7k2p';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    status: { conditions: CONDITIONS, ...status },
  };
}

const container = (state: object, more: object = {}): object => ({
  name: 'discovery',
  image: IMAGE,
  ready: false,
  restartCount: 0,
  state,
  ...more,
});
const one = (state: object, more: object = {}): Manifest => pod({ containerStatuses: [container(state, more)] });
const waiting = (reason: string, message?: string): object => ({ waiting: { reason, ...(message && { message }) } });

const event = (reason: string, message: string, lastTimestamp = '2026-06-01T00:00:00Z'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  reason,
  message,
  lastTimestamp,
});

const CRASHED = { terminated: { exitCode: 255, reason: 'Error', message: 'starting\nno such host: istio-galley\n' } };
const UNSCHEDULED = (message: string): Manifest =>
  pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });

const CASES: readonly [string, Manifest, string, Manifest[]?][] = [
  [
    'the registry refuses',
    one(waiting('ErrImagePull', 'toomanyrequests: rate limit')),
    `cannot pull image ${IMAGE}: toomanyrequests: rate limit`,
  ],
  [
    'the kubelet waits before it pulls again',
    one(waiting('ImagePullBackOff', `Back-off pulling image "${IMAGE}": ErrImagePull: toomanyrequests: rate limit`)),
    `cannot pull image ${IMAGE}: toomanyrequests: rate limit`,
  ],
  [
    'an older kubelet waits before it pulls again',
    one(waiting('ImagePullBackOff', `Back-off pulling image "${IMAGE}"`)),
    `cannot pull image ${IMAGE}: not found`,
    [
      event('Failed', 'Error: ImagePullBackOff', '2026-05-31T00:00:00Z'),
      event('Failed', `Failed to pull image "${IMAGE}": not found`),
    ],
  ],
  [
    'the program ends, and the kubelet waits',
    one(waiting('CrashLoopBackOff', 'back-off 10s restarting failed container'), {
      lastState: CRASHED,
      restartCount: 3,
    }),
    'container discovery exits with code 255: no such host: istio-galley',
  ],
  ['the program has just ended', one(CRASHED), 'container discovery exits with code 255: no such host: istio-galley'],
  [
    'the program runs again after it ended',
    one({ running: {} }, { lastState: CRASHED, restartCount: 4 }),
    'container discovery exits with code 255: no such host: istio-galley',
  ],
  [
    'the program takes more memory than it may',
    one(waiting('CrashLoopBackOff'), { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }),
    'container discovery exits with code 137 (OOMKilled)',
  ],
  [
    'no node takes it',
    UNSCHEDULED(
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ),
    "cannot be scheduled: 0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
  ],
  [
    'no node takes it, in the words of Kubernetes 1.34 and later',
    UNSCHEDULED(
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    ),
    'cannot be scheduled: 0/3 nodes are available: 3 Insufficient cpu.',
  ],
  [
    'a volume is not there',
    one(waiting('ContainerCreating')),
    'MountVolume.SetUp failed for volume "certs" : secret "istio.absent" not found',
    [event('FailedMount', 'MountVolume.SetUp failed for volume "certs" : secret "istio.absent" not found')],
  ],
  [
    'an environment variable refers to a ConfigMap that is not there',
    one(waiting('CreateContainerConfigError', 'configmap "istio" not found')),
    'container discovery: CreateContainerConfigError: configmap "istio" not found',
  ],
  [
    'its probe fails',
    one({ running: {} }),
    'container discovery: Readiness probe failed: HTTP probe failed with statuscode: 503',
    [event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')],
  ],
  [
    'an init container fails while the others wait for it',
    pod({
      initContainerStatuses: [
        { ...container(waiting('CrashLoopBackOff'), { lastState: CRASHED }), name: 'enable-core-dump' },
      ],
      containerStatuses: [container(waiting('PodInitializing'))],
    }),
    'container enable-core-dump exits with code 255: no such host: istio-galley',
  ],
];

describe('why a pod is not ready', () => {
  it.each(CASES)('is said when %s', (_what, given, sentence, events = []) => {
    expect(podProblem(given, events)).toBe(sentence);
  });

  it('is unknown of a pod that is ready, goes away, or only just starts', () => {
    const ready = [{ type: 'Ready', status: 'True' }];
    expect(podProblem(pod({ conditions: ready, containerStatuses: [container({ running: {} })] }))).toBeUndefined();
    const going = { deletionTimestamp: '2026-06-01T00:00:00Z' };
    expect(podProblem(pod({ containerStatuses: [container(CRASHED)] }, going))).toBeUndefined();
    for (const state of [waiting('ContainerCreating'), { running: {} }]) expect(podProblem(one(state))).toBeUndefined();
    expect(podProblem(pod({}))).toBeUndefined();
  });

  it('is the newest event of the kind that tells', () => {
    const events = [
      event('Unhealthy', 'newest', '2026-06-01T00:02:00Z'),
      event('Unhealthy', 'older', '2026-06-01T00:01:00Z'),
      event('Pulled', 'no matter', '2026-06-01T00:03:00Z'),
    ];
    expect(podProblem(one({ running: {} }), events)).toBe('container discovery: newest');
  });

  it('is one line of a bounded length, whatever a program says', () => {
    const said = podProblem(one(waiting('ErrImagePull', `a\n\n${'b'.repeat(5_000)}`)));
    expect(said).toHaveLength(400);
    expect(said).not.toContain('\n');
  });

  it('asks for events only where the status does not say it', () => {
    expect(tellingEvents(one(waiting('ContainerCreating')))).toContain('FailedMount');
    expect(tellingEvents(one(waiting('ImagePullBackOff', 'Back-off pulling image')))).toEqual(['Failed']);
    expect(tellingEvents(one({ running: {} }))).toEqual(['Unhealthy']);
    for (const told of [one(CRASHED), one(waiting('ErrImagePull', 'no')), UNSCHEDULED('no node')])
      expect(tellingEvents(told)).toEqual([]);
  });
});

describe('why no pod is made', () => {
  it('is said in the words of who refuses it, without the name that the next try will not have', () => {
    const refused = (end: string) =>
      event('FailedCreate', `Error creating: pods "agent-${end}" is forbidden: exceeded quota: pods, used: pods=3`);
    const said = 'Error creating: pods "agent" is forbidden: exceeded quota: pods, used: pods=3';
    for (const end of ['x7k2p', 'abcde']) expect(creationProblem([refused(end)])).toBe(said);
    expect(creationProblem([])).toBeUndefined();
  });
});

describe('a pod that is not waited for', () => {
  it('is one that is ready, or going', () => {
    expect(isWaitedFor(pod({}))).toBe(true);
    expect(isWaitedFor(pod({}, { deletionTimestamp: 'now' }))).toBe(false);
    expect(isWaitedFor(pod({ conditions: [{ type: 'Ready', status: 'True' }] }))).toBe(false);
    expect(isWaitedFor(pod({ conditions: [{ type: 'Other', status: 'True' }] }))).toBe(true);
  });

  it('has nothing to tell, and no events that would', () => {
    const ready = { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [container({ running: {} })] };
    expect(podProblem(pod(ready), [event('Unhealthy', 'no')])).toBeUndefined();
    expect(tellingEvents(pod(ready))).toEqual([]);
    const unscheduled = { conditions: [{ type: 'PodScheduled', status: 'False', message: 'no node' }] };
    expect(tellingEvents(pod({ ...unscheduled, containerStatuses: [container({ running: {} })] }))).toEqual([]);
    expect(tellingEvents(pod({}))).toEqual([]);
    expect(podProblem(pod({}))).toBeUndefined();
  });
});

describe('what a pod says', () => {
  it('is asked of events only where its status does not say it', () => {
    expect(tellingEvents(one({ running: {} }))).toEqual(['Unhealthy']);
    expect(tellingEvents(one(waiting('ContainerCreating')))).toContain('FailedMount');
    expect(tellingEvents(one(waiting('PodInitializing')))).toContain('FailedAttachVolume');
    expect(tellingEvents(one(waiting('ErrImagePull', 'not found')))).toEqual([]);
    expect(tellingEvents(one(waiting('ImagePullBackOff')))).toEqual(['Failed']);
  });

  it('is about the container that holds the others back, and not about one that is ready', () => {
    const ready = container(waiting('Strange'), { name: 'fine', ready: true });
    const init = container(waiting('Odd'), { name: 'first' });
    expect(podProblem(pod({ initContainerStatuses: [init], containerStatuses: [container(waiting('Strange'))] }))).toBe(
      'container first: Odd',
    );
    expect(podProblem(pod({ containerStatuses: [ready] }))).toBeUndefined();
  });

  it('leaves out what the scheduler says of evicting others, and where an answer of the registry begins', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', message: 'no node. preemption: 0/1 nodes' }];
    expect(podProblem(pod({ conditions }))).toBe('cannot be scheduled: no node.');
    const backOff = waiting('ImagePullBackOff', 'Back-off pulling: ErrImagePull: not found');
    expect(podProblem(one(backOff))).toContain(': not found');
  });

  it('is one line of bounded length', () => {
    const end = { terminated: { exitCode: 1, message: 'first\n  last\tline  \n' } };
    expect(podProblem(one(end))).toBe('container discovery exits with code 1: last line');
    const long = { terminated: { exitCode: 1, message: 'x'.repeat(5000) } };
    expect(podProblem(one(long))!.length).toBeLessThan(1000);
  });
});
