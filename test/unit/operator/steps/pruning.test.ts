import { describe, expect, it } from '@jest/globals';
import { idOf } from '../../../../src/core/model/object-id.ts';
import { pruneStale } from '../../../../src/operator/steps/pruning.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const INJECTOR = ours('Deployment', 'istio-sidecar-injector', 'injector');
const SERVICE = ours('Service', 'istio-sidecar-injector', 'injector');
const WEBHOOK = ours('MutatingWebhookConfiguration', 'istio-sidecar-injector', 'injector');
const STALE = [INJECTOR, SERVICE, WEBHOOK];
const ids = STALE.map(idOf);

const cluster = (): PassCluster => new PassCluster([meshInstall(), ...STALE]);

describe('pruning what nobody asks for any more', () => {
  it('deletes webhooks before what answers them', async () => {
    const there = cluster();
    expect(await pruneStale(there.pass(), ids, [])).toEqual([]);
    expect(there.writes[0]).toBe('delete MutatingWebhookConfiguration istio-sidecar-injector');
    expect(there.writes).toHaveLength(STALE.length);
  });

  it('leaves what answers a webhook that could not be deleted', async () => {
    const there = cluster();
    there.always.set('delete MutatingWebhookConfiguration istio-sidecar-injector', refusal(403, 'Forbidden'));
    await expect(pruneStale(there.pass(), ids, [])).rejects.toThrow(/Forbidden/);
    expect(there.writes).toEqual(['delete MutatingWebhookConfiguration istio-sidecar-injector']);
  });

  it('tells what became of the others when one could not be deleted', async () => {
    const there = cluster();
    there.always.set('delete Deployment istio-sidecar-injector', refusal(403, 'Forbidden'));
    await expect(pruneStale(there.pass(), ids, [])).rejects.toThrow(/Forbidden/);
    expect(there.events.map(({ message }) => message)).toContain('Service istio-system/istio-sidecar-injector deleted');
  });

  it('keeps in the inventory what is still being deleted', async () => {
    const there = cluster();
    there.put({ ...SERVICE, metadata: { ...SERVICE.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
    expect(await pruneStale(there.pass(), ids, [])).toEqual([idOf(SERVICE)]);
  });
});
