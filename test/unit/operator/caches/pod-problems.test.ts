import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { KubeClient } from '../../../../src/kube/operations.ts';
import { PodProblems } from '../../../../src/operator/caches/pod-problems.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const signal = new AbortController().signal;

function workload(availableReplicas: number, generation = 1): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'istio-pilot', namespace: 'istio-system', uid: 'w', generation },
    spec: { replicas: 1, selector: { matchLabels: { app: 'pilot' } } },
    status: { observedGeneration: generation, replicas: 1, updatedReplicas: 1, availableReplicas },
  };
}

const POD: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'istio-system', uid: 'p' },
  status: { containerStatuses: [{ name: 'c', ready: false, state: { waiting: { reason: 'ContainerCreating' } } }] },
};
const EVENT: Manifest = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  reason: 'FailedMount',
  message: 'secret not found',
};

/** The reader over a cluster with one pod that cannot mount its volume. */
function setUp(refusal: () => Error | undefined = () => undefined) {
  const clock = new FakeClock();
  const requests: string[] = [];
  const errors: unknown[] = [];
  const client = {
    list: ({ kind }: { kind: string }, options: { labelSelector?: string; fieldSelector?: string }) => {
      requests.push(`${kind} ${options.labelSelector ?? options.fieldSelector ?? ''}`);
      const error = refusal();
      if (error !== undefined) return Promise.reject(error);
      return Promise.resolve({ items: kind === 'Pod' ? [POD] : [EVENT], resourceVersion: '1' });
    },
  } as unknown as Pick<KubeClient, 'list'>;
  const problems = new PodProblems({ client, clock, onError: (error) => errors.push(error) });
  return { clock, requests, errors, problems };
}

describe('the pods of a mesh', () => {
  it('are not read while every workload is available', async () => {
    const { requests, problems } = setUp();
    await problems.refresh('mesh', [workload(1)], signal);
    expect(requests).toEqual([]);
    expect(problems.nextLookMs('mesh')).toBe(Infinity);
  });

  it('are read when a workload is not available for some seconds, and then less and less often', async () => {
    const { clock, requests, problems } = setUp();
    await problems.refresh('mesh', [workload(0)], signal);
    expect([requests, problems.nextLookMs('mesh')]).toEqual([[], 3_000]);
    await clock.advance(3_000);
    await problems.refresh('mesh', [workload(0)], signal);
    expect(requests).toEqual(['Pod app=pilot', 'Event involvedObject.uid=p']);
    expect(problems.of(workload(0))).toBe('secret not found');
    const waits: number[] = [];
    for (let look = 0; look < 5; look++) {
      const wait = problems.nextLookMs('mesh');
      waits.push(wait);
      await problems.refresh('mesh', [workload(0)], signal);
      await clock.advance(wait);
      await problems.refresh('mesh', [workload(0)], signal);
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 30_000, 30_000]);
    expect(requests).toHaveLength(12);
  });

  it('say nothing any more when the workload has changed, is available, or its mesh is gone', async () => {
    const { clock, problems } = setUp();
    const look = async (): Promise<void> => {
      await problems.refresh('mesh', [workload(0)], signal);
      await clock.advance(3_000);
      await problems.refresh('mesh', [workload(0)], signal);
      expect(problems.of(workload(0))).toBe('secret not found');
    };
    await look();
    expect(problems.of(workload(0, 2))).toBeUndefined();
    await problems.refresh('mesh', [workload(1)], signal);
    expect(problems.of(workload(0))).toBeUndefined();
    await look();
    problems.forget('mesh');
    expect(problems.of(workload(0))).toBeUndefined();
  });

  it('that may not be read hold nobody up, and what was known stays', async () => {
    let refusal: Error | undefined = new Error('forbidden');
    const { clock, problems, errors } = setUp(() => refusal);
    const look = async (): Promise<string | undefined> => {
      await problems.refresh('mesh', [workload(0)], signal);
      await clock.advance(problems.nextLookMs('mesh'));
      await problems.refresh('mesh', [workload(0)], signal);
      return problems.of(workload(0));
    };
    expect(await look()).toBeUndefined();
    expect(problems.nextLookMs('mesh')).toBe(5_000);
    refusal = undefined;
    expect(await look()).toBe('secret not found');
    refusal = new Error('forbidden');
    expect(await look()).toBe('secret not found');
    expect(errors).toHaveLength(2);
  });
});
