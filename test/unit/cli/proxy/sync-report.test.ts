import { describe, expect, it } from '@jest/globals';
import { proxyStatuses } from '../../../../src/cli/proxy/sync-report.ts';
import { connectionsOf } from '../../../../src/proxy/sync.ts';
import { syncz } from '../../../support/syncz.ts';

const POD = { pod: 'reviews-1', namespace: 'shop', istio: '1.4.10' };
const answer = (pilot: string, ...proxies: string[]) => ({
  pilot,
  connections: connectionsOf(
    syncz(
      '1.4',
      proxies.map((proxy) => ({ proxy })),
    ),
  ),
});

describe('the proxies of a mesh', () => {
  it('are put together from what all pilots say, by namespace and name', () => {
    const pods = [POD, { pod: 'b', namespace: 'a', istio: '1.3.8' }, { pod: 'a', namespace: 'shop' }];
    const said = proxyStatuses(pods, [answer('pilot-1', 'reviews-1.shop'), answer('pilot-2', 'b.a', 'a.shop')]);
    expect(said.map(({ proxy, istio, pilot }) => [proxy, istio, pilot])).toEqual([
      ['b.a', '1.3.8', 'pilot-2'],
      ['a.shop', '1.4.10', 'pilot-2'],
      ['reviews-1.shop', '1.4.10', 'pilot-1'],
    ]);
  });

  it('are not connected where no pilot knows them, with the reason that can be seen', () => {
    const pods = [POD, { ...POD, pod: 'reviews-2', problem: 'its pod is Pending' }];
    expect(proxyStatuses(pods, [answer('pilot-1')])).toEqual([
      { proxy: 'reviews-1.shop', istio: '1.4.10', reason: 'runs, but no pilot knows it' },
      { proxy: 'reviews-2.shop', istio: '1.4.10', reason: 'its pod is Pending' },
    ]);
  });

  it('are not said to be unknown while a pilot did not answer', () => {
    const [status] = proxyStatuses([POD], [answer('pilot-1'), { pilot: 'pilot-2' }]);
    expect(status?.reason).toBe('not known; no answer from pilot-2');
  });

  it('are listed twice while a connection of before is not given up', () => {
    const said = proxyStatuses([POD], [answer('pilot-1', 'reviews-1.shop'), answer('pilot-2', 'reviews-1.shop')]);
    expect(said.map(({ pilot }) => pilot)).toEqual(['pilot-1', 'pilot-2']);
  });

  it('may be elsewhere: on a machine, in another cluster, or just gone', () => {
    expect(proxyStatuses([], [answer('pilot-1', 'vm.shop')])).toMatchObject([
      { proxy: 'vm.shop', pilot: 'pilot-1', reason: 'no pod of this cluster' },
    ]);
  });
});
