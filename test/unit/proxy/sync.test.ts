import { describe, expect, it } from '@jest/globals';
import { connectionsOf, NotSyncStatusError } from '../../../src/proxy/sync.ts';
import { syncz } from '../../support/syncz.ts';

describe('what pilot says of its proxies', () => {
  it.each(['1.0', '1.4'] as const)(
    'is read from an answer of %s: what is in sync, stale, and was never sent',
    (release) => {
      const answer = syncz(release, [
        { proxy: 'reviews-1.shop', lds: 'STALE' },
        { proxy: 'gateway-1.istio-system', rds: 'NOT SENT' },
      ]);
      expect(connectionsOf(answer).map(({ proxy, states }) => ({ proxy, ...states }))).toEqual([
        { proxy: 'reviews-1.shop', cds: 'SYNCED', lds: 'STALE', eds: 'SYNCED', rds: 'SYNCED' },
        { proxy: 'gateway-1.istio-system', cds: 'SYNCED', lds: 'SYNCED', eds: 'SYNCED', rds: 'NOT SENT' },
      ]);
    },
  );

  it('has the release of a proxy since 1.2, and how much of the endpoints was sent before', () => {
    expect(connectionsOf(syncz('1.4', [{ proxy: 'a.b' }]))[0]).toMatchObject({ istio: '1.4.10' });
    expect(connectionsOf(syncz('1.4', [{ proxy: 'a.b' }]))[0]).not.toHaveProperty('endpointPercent');
    expect(connectionsOf(syncz('1.0', [{ proxy: 'a.b', percent: 40 }]))[0]).toMatchObject({
      istio: '',
      endpointPercent: 40,
    });
  });

  it('is STALE where another nonce was acknowledged than was sent last', () => {
    const answer = JSON.stringify([{ proxy: 'a.b', cluster_sent: 'two', cluster_acked: 'one' }]);
    expect(connectionsOf(answer)[0]?.states.cds).toBe('STALE');
  });

  it('may be that there is none', () => {
    expect(connectionsOf('[]')).toEqual([]);
    expect(connectionsOf('null')).toEqual([]);
  });

  it.each(['404 page not found', '{"clients": []}', ''])('is refused when it is something else: %j', (text) => {
    expect(() => connectionsOf(text)).toThrow(NotSyncStatusError);
  });

  it('is never trusted', () => {
    expect(connectionsOf('[null, 7, {"proxy": {"a": 1}, "cluster_sent": []}]')).toHaveLength(3);
  });
});
