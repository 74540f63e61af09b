import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { actAlone, SecondOperatorError } from '../../../../src/cli/operator/alone.ts';
import type { KubeClient } from '../../../../src/kube/operations.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** A cluster with a Lease that somebody may hold, and an operator that acts without one. */
function world(holder: string | Error) {
  const clock = new FakeClock();
  const cluster = { holder };
  const lease = (holderIdentity: string): Manifest => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'meshwright', namespace: 'ops' },
    spec: { holderIdentity, leaseDurationSeconds: 15, renewTime: new Date(clock.now()).toISOString() },
  });
  const list = () => {
    const { holder: now } = cluster;
    return now instanceof Error ? Promise.reject(now) : Promise.resolve({ items: [lease(now)], resourceVersion: '' });
  };
  const warnings: string[] = [];
  const log = { warn: (_: object, text: string) => void warnings.push(text) };
  const acts: string[] = [];
  const act = async (signal: AbortSignal): Promise<void> => {
    acts.push('begin');
    await clock.after(Infinity, signal).catch(() => acts.push('end'));
  };
  const abort = new AbortController();
  const unelected = { client: { list } as unknown as KubeClient, clock, namespace: 'ops', log: log as never };
  const over = actAlone(unelected, act, abort.signal);
  over.catch(() => undefined);
  return { clock, cluster, warnings, acts, abort, over };
}

describe('an operator without leader election', () => {
  it('does not begin while another holds the Lease, and says what to do', async () => {
    const { acts, over } = world('other');
    await expect(over).rejects.toThrow(SecondOperatorError);
    await expect(over).rejects.toThrow(/other, holds the Lease ops\/meshwright.*--leader-elect --namespace ops$/);
    expect(acts).toEqual([]);
  });

  it('stops once another takes the Lease', async () => {
    const { clock, cluster, acts, over } = world('');
    await clock.advance(25_000);
    expect(acts).toEqual(['begin']);
    cluster.holder = 'other';
    await clock.advance(10_000);
    await expect(over).rejects.toThrow(SecondOperatorError);
    expect(acts).toEqual(['begin', 'end']);
  });

  it('acts until it is told to stop where nobody takes it', async () => {
    const { clock, acts, abort, over } = world('');
    await clock.advance(60_000);
    abort.abort();
    await clock.advance(1);
    await expect(over).resolves.toBeUndefined();
    expect(acts).toEqual(['begin', 'end']);
  });

  it('goes on where nobody may look, and says so', async () => {
    const { clock, acts, warnings } = world(new Error('Forbidden'));
    await clock.advance(1);
    expect([acts, warnings]).toEqual([['begin'], ['cannot tell whether another operator runs']]);
  });
});
