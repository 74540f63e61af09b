import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKubeClient, type KubeClient } from '../../../../src/kube/client.ts';
import { LeadershipLostError } from '../../../../src/kube/lease/leader-election.ts';
import { WriteGuard } from '../../../../src/kube/lease/write-guard.ts';
import { json, startFaultyServer } from '../../../support/faulty-server.ts';

const REF = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const PATH = '/api/v1/namespaces/default/configmaps';
const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name: 'a' } };

let server: Awaited<ReturnType<typeof startFaultyServer>>;
let client: KubeClient & { close(): Promise<void> };
const guard = new WriteGuard();

beforeEach(async () => {
  server = await startFaultyServer({ [PATH]: [json(OBJECT)], [`${PATH}/a`]: [json(OBJECT)] });
  client = createKubeClient({ kubeConfig: server.kubeConfig, userAgent: 'test', beforeWrite: guard.check });
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

/** What has arrived. */
const methods = (): string[] => server.received.map(({ method }) => method);

/** Writes everything that can be written, and returns how that failed. */
async function writeAll(signal: AbortSignal): Promise<unknown[]> {
  const writes = [
    client.apply(OBJECT, { fieldManager: 'm', signal }),
    client.create(OBJECT, { signal }),
    client.patch(REF, {}, { type: 'merge', signal }),
    client.delete(REF, { signal }),
  ];
  return (await Promise.allSettled(writes)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
}

describe('Writes of somebody who may not lead any more', () => {
  it('do not leave, whatever they are; what is read, the Lease and events do', async () => {
    const lost = new AbortController();
    guard.follow(() => {
      lost.abort(new LeadershipLostError('too late'));
      lost.signal.throwIfAborted();
    });
    expect(await writeAll(lost.signal)).toEqual(Array(4).fill(lost.signal.reason));
    expect(methods()).toEqual([]);
    await client.get(REF);
    await client.create(OBJECT, { lane: 'events' });
    await client.patch(REF, {}, { type: 'merge', lane: 'lease' });
    expect(methods()).toEqual(['GET', 'POST', 'PATCH']);
  });

  it('leave again when they lead again', async () => {
    guard.follow(() => undefined);
    expect(await writeAll(new AbortController().signal)).toEqual([]);
    expect(methods().sort()).toEqual(['DELETE', 'PATCH', 'PATCH', 'POST']);
  });
});
