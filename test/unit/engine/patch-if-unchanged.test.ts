import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { patchIfUnchanged } from '../../../src/engine/patch-if-unchanged.ts';
import { RecordingClient, refusal } from '../../support/recording-client.ts';

const ID = 'v1/ConfigMap/ns/a';
const live = (resourceVersion: string): Manifest => {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns', resourceVersion } };
};
const CHANGE = { op: 'add', path: '/data', value: {} };

/** Patches an object that has another version each time it is read. */
function patched(client: RecordingClient, patch: object[] = [CHANGE]): Promise<Manifest | undefined> {
  const context = { client: client.kube, fieldManager: 'me', signal: new AbortController().signal };
  let version = 6;
  const read = (): Promise<Manifest> => Promise.resolve(live(String(++version)));
  return patchIfUnchanged(context, read, () => patch);
}

const bodies = (client: RecordingClient): unknown[] => client.requests.map(({ body }) => body);
const holding = (value: string): object[] => [{ op: 'test', path: '/metadata/resourceVersion', value }, CHANGE];

describe('a patch of what was read', () => {
  it('is a JSON patch that holds only for the version that was read, under the name it was given', async () => {
    const client = new RecordingClient([live('7')]);
    expect(await patched(client)).toEqual(live('7'));
    expect(bodies(client)).toEqual([holding('7')]);
    expect(client.requests[0]).toMatchObject({ verb: 'patch', id: ID, options: { type: 'json', fieldManager: 'me' } });
    expect((client.requests[0]?.options as { signal?: unknown }).signal).toBeInstanceOf(AbortSignal);
  });

  it.each([refusal(422, 'Invalid'), refusal(409, 'Conflict')])(
    'is made anew from what is there when somebody was faster: %s',
    async (faster) => {
      const client = new RecordingClient();
      client.refusals.set(`patch ${ID}`, [faster, faster]);
      await patched(client);
      expect(bodies(client)).toEqual([holding('7'), holding('8'), holding('9')]);
    },
  );

  it('gives up after four times, with what it was told', async () => {
    const client = new RecordingClient();
    const faster = refusal(409, 'Conflict');
    client.refusals.set(`patch ${ID}`, [faster, faster, faster, faster, faster]);
    await expect(patched(client)).rejects.toBe(faster);
    expect(client.requests).toHaveLength(4);
  });

  it('is not tried again for any other refusal', async () => {
    const client = new RecordingClient();
    const forbidden = refusal(403, 'Forbidden');
    client.refusals.set(`patch ${ID}`, [forbidden]);
    await expect(patched(client)).rejects.toBe(forbidden);
    expect(client.requests).toHaveLength(1);
  });

  it('is not sent when there is nothing to change, or nothing there', async () => {
    const client = new RecordingClient();
    expect(await patched(client, [])).toEqual(live('7'));
    const context = { client: client.kube, fieldManager: 'me', signal: new AbortController().signal };
    const gone = await patchIfUnchanged(
      context,
      () => Promise.resolve(undefined),
      () => [CHANGE],
    );
    expect(gone).toBeUndefined();
    expect(client.requests).toEqual([]);
  });
});
