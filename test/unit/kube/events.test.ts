import { describe, expect, it } from '@jest/globals';
import { EventRecorder } from '../../../src/kube/events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryClient } from '../../support/memory-client.ts';

const MESH = { apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', name: 'mesh', uid: 'u1' };
const INSTALLED = { type: 'Normal', reason: 'Installed', message: 'all components are ready' } as const;

function setUp() {
  const client = new MemoryClient();
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const recorder = new EventRecorder({ client, clock, component: 'meshwright', instance: 'pod-1', onError });
  return { client, clock, recorder, errors, events: () => [...client.objects.values()] };
}

describe('EventRecorder', () => {
  it('writes an event about a cluster-scoped object into the namespace default', async () => {
    const { recorder, events } = setUp();
    recorder.record(MESH, INSTALLED);
    await recorder.flush();
    expect(events()).toMatchObject([
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace: 'default' },
        involvedObject: MESH,
        ...INSTALLED,
        count: 1,
        firstTimestamp: '2026-01-01T00:00:00Z',
        source: { component: 'meshwright' },
      },
    ]);
  });

  it('counts repetitions on the same event, writing at most once per period', async () => {
    const { recorder, client, clock, events } = setUp();
    for (let i = 0; i < 20; i++) {
      recorder.record(MESH, INSTALLED);
      await clock.advance(1000);
    }
    await clock.advance(10_000);
    expect(events()).toHaveLength(1);
    expect(events()[0]).toMatchObject({ count: 20, lastTimestamp: '2026-01-01T00:00:19Z' });
    expect(client.writes).toHaveLength(5);
    expect(clock.pending).toBe(0);
  });

  it('goes on with its event when somebody sets the machine clock forward', async () => {
    const { recorder, clock, events } = setUp();
    recorder.record(MESH, INSTALLED);
    clock.setForward(3_600_000);
    recorder.record(MESH, INSTALLED);
    await recorder.flush();
    expect(events()).toMatchObject([{ count: 2, lastTimestamp: '2026-01-01T01:00:00Z' }]);
  });

  it('keeps different messages apart', async () => {
    const { recorder, events } = setUp();
    recorder.record(MESH, INSTALLED);
    recorder.record(MESH, { ...INSTALLED, message: 'other' });
    recorder.record({ ...MESH, namespace: 'ns' }, INSTALLED);
    await recorder.flush();
    expect(events()).toHaveLength(3);
  });

  it('creates the event again when the server has forgotten it', async () => {
    const { recorder, client, clock, events } = setUp();
    recorder.record(MESH, INSTALLED);
    await clock.advance(6000);
    client.objects.clear();
    recorder.record(MESH, INSTALLED);
    await recorder.flush();
    expect(events()).toMatchObject([{ count: 2 }]);
  });

  it('reports a lost event and goes on', async () => {
    const { recorder, client, errors, clock } = setUp();
    client.failure = new Error('no network');
    recorder.record(MESH, INSTALLED);
    await recorder.flush();
    expect(errors).toEqual([client.failure]);
    expect(clock.pending).toBe(0);
  });
});
