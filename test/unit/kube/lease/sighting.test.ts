import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { ApiError } from '../../../../src/kube/errors.ts';
import { HOLDER_VERSION } from '../../../../src/kube/lease/lease.ts';
import { sightLeases } from '../../../../src/kube/lease/sighting.ts';
import type { KubeClient } from '../../../../src/kube/operations.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const clock = new FakeClock();

const lease = (agoMs: number, holderIdentity = 'pod_1'): Manifest => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'meshwright', namespace: 'here', annotations: { [HOLDER_VERSION]: '0.1.0' } },
  spec: { holderIdentity, leaseDurationSeconds: 15, renewTime: new Date(clock.now() - agoMs).toISOString() },
});

const forbidden = new ApiError({ code: 403, reason: 'Forbidden', verb: 'list', target: 'Lease', serverMessage: 'no' });

/** A server that answers each list with the next of these; undefined refuses it. */
function leasesOf(answers: (Manifest[] | undefined)[]) {
  const asked: string[] = [];
  const client = {
    list: () => {
      asked.push('list');
      const items = answers.shift();
      return items === undefined ? Promise.reject(forbidden) : Promise.resolve({ items, resourceVersion: '1' });
    },
    get: ({ namespace = '' }) => {
      asked.push(`get ${namespace}`);
      return Promise.resolve(lease(0));
    },
  } as unknown as Pick<KubeClient, 'get' | 'list'>;
  return { asked, query: { client, clock, name: 'meshwright', fallback: 'there' } };
}

describe('Leases, as somebody sees them who does not want one', () => {
  it('are live when they were renewed just now, and looked at once', async () => {
    const { asked, query } = leasesOf([[lease(3000)]]);
    expect(await sightLeases(query)).toMatchObject([{ live: true, holder: 'pod_1', version: '0.1.0' }]);
    expect(asked).toEqual(['list']);
  });

  it('are live when they look old, but are renewed while we look: clocks need not agree', async () => {
    const { query } = leasesOf([[lease(3_600_000)], [lease(3_598_000)]]);
    const seen = sightLeases(query);
    await clock.advance(5000);
    expect(await seen).toMatchObject([{ live: true }]);
  });

  it('are not live when nobody renews them while we look', async () => {
    const { query } = leasesOf([[lease(60_000)], [lease(60_000)]]);
    const seen = sightLeases(query);
    await clock.advance(5000);
    expect(await seen).toMatchObject([{ live: false, holder: 'pod_1' }]);
  });

  it('are not live when they were given up, which is seen at once', async () => {
    expect(await sightLeases(leasesOf([[lease(1000, '')]]).query)).toMatchObject([{ live: false, holder: '' }]);
  });

  it('are read in one namespace where all may not be', async () => {
    const { asked, query } = leasesOf([undefined]);
    expect(await sightLeases(query)).toHaveLength(1);
    expect(asked).toEqual(['list', 'get there']);
  });
});
