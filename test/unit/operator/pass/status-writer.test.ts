import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { isConflict } from '../../../../src/kube/errors.ts';
import type { StatusChange } from '../../../../src/operator/pass/operator-view.ts';
import { writeStatus } from '../../../../src/operator/pass/status-writer.ts';
import { latestOf } from '../../../../src/operator/pass/write-install.ts';
import { meshInstall, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const BEFORE: MeshInstallStatus = { version: '1.3.8', inventory: ['v1/ConfigMap/istio-system/a'] };
const AFTER: MeshInstallStatus = { phase: 'Installing', targetVersion: '1.4.10', inventory: [] };

let cluster: PassCluster;
let told: StatusChange[];
const pass = () => ({ ...cluster.pass(), onStatus: (change: StatusChange) => told.push(change) });

beforeEach(() => {
  cluster = new PassCluster([meshInstall({ status: BEFORE })]);
  told = [];
});

describe('writing a status', () => {
  it('replaces the whole one: what is no longer true does not stay', async () => {
    await writeStatus(pass(), AFTER);
    expect(cluster.mesh().status).toEqual(AFTER);
  });

  it('sends nothing and tells nobody where there is nothing new', async () => {
    const known = { install: () => meshInstall({ status: BEFORE }) };
    const given = pass();
    await writeStatus({ ...given, cache: { ...given.cache, ...known } }, { ...BEFORE });
    expect(cluster.writes).toEqual([]);
    expect([...cluster.events, ...told]).toEqual([]);
  });

  it('does not overwrite what somebody wrote that we have not seen', async () => {
    const seen = pass();
    const install = cluster.mesh();
    const newer = { ...BEFORE, lastGoodVersion: '1.3.8' };
    cluster.put({ ...install, status: newer });
    const missed: unknown[] = [];
    const cache = { ...seen.cache, install: () => install, missed: (object: unknown) => void missed.push(object) };
    const stale = { ...seen, cache };
    const error = await writeStatus(stale, AFTER).catch((thrown: unknown) => thrown);
    expect(isConflict(error)).toBe(true);
    expect(cluster.mesh().status).toEqual(newer);
    expect(missed).toEqual([install]);
    expect([...cluster.events, ...told]).toEqual([]);
  });

  it('tells what is new as events and to who counts, and the caches what was written', async () => {
    const written: unknown[] = [];
    const writing = pass();
    const cache = { ...writing.cache, wrote: (object: unknown) => void written.push(object) };
    await writeStatus({ ...writing, cache }, AFTER);
    expect(cluster.events).toMatchObject([{ type: 'Normal', reason: 'Installing' }]);
    expect(told).toEqual([{ mesh: 'mesh', before: BEFORE, after: AFTER }]);
    expect(written).toMatchObject([{ kind: 'MeshInstall', status: AFTER }]);
  });

  it('tells nothing that was not written', async () => {
    cluster.always.set('status MeshInstall mesh', refusal(403, 'Forbidden'));
    await expect(writeStatus(pass(), AFTER)).rejects.toThrow(/Forbidden/);
    expect([...cluster.events, ...told]).toEqual([]);
  });

  it('records no event of a mesh that is only observed', async () => {
    cluster.put({ ...cluster.mesh(), spec: { version: '1.4.10', management: 'Observe' } });
    await writeStatus(pass(), AFTER);
    expect(cluster.events).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it('does not wait behind other requests, and is a status and no spec', async () => {
    const options: unknown[] = [];
    const { client, ...rest } = pass();
    const patch = ((...request: Parameters<typeof client.patch>) => {
      options.push(request[2]);
      return client.patch(...request);
    }) as typeof client.patch;
    await writeStatus({ ...rest, client: { patch } }, AFTER);
    expect(options).toMatchObject([{ subresource: 'status', lane: 'priority', type: 'json' }]);
  });
});

describe('the newest that is known of a MeshInstall', () => {
  it('is what the cache has, and what the pass began with where that has nothing', () => {
    const [install, newer] = [meshInstall(), meshInstall({ status: AFTER })];
    expect(latestOf({ install, cache: { install: () => newer } })).toBe(newer);
    expect(latestOf({ install, cache: { install: () => undefined } })).toBe(install);
  });
});
