import { describe, expect, it } from '@jest/globals';
import { clusterHostsOf } from '../../../src/proxy/cluster-hosts.ts';

const host = (address: string, port: number, health: object) => ({
  address: { socket_address: { address, port_value: port } },
  health_status: health,
  weight: 1,
});
const ANSWER = {
  cluster_statuses: [
    {
      name: 'outbound|9080||reviews.shop.svc.cluster.local',
      added_via_api: true,
      host_statuses: [
        host('10.0.0.7', 9080, { eds_health_status: 'HEALTHY' }),
        host('10.0.0.8', 9080, { eds_health_status: 'HEALTHY', failed_outlier_check: true }),
        host('fd00::7', 9080, { eds_health_status: 'UNHEALTHY' }),
      ],
    },
    { name: 'sds-grpc', host_statuses: [{ address: { pipe: { path: '/var/run/sds/uds_path' } } }] },
    { name: 'outbound|80||nobody.shop.svc.cluster.local' },
  ],
};

describe('the endpoints of a proxy', () => {
  it('are listed with what pilot says of them, and why they are left out', () => {
    expect(clusterHostsOf(ANSWER).map(({ endpoint, health, left, host: of }) => [endpoint, health, left, of])).toEqual([
      ['10.0.0.7:9080', 'healthy', '', 'reviews.shop.svc.cluster.local'],
      ['10.0.0.8:9080', 'healthy', 'outlier detection', 'reviews.shop.svc.cluster.local'],
      ['[fd00::7]:9080', 'unhealthy', '', 'reviews.shop.svc.cluster.local'],
      ['/var/run/sds/uds_path', 'unknown', '', ''],
    ]);
  });

  it.each([
    [{ configs: [] }, /it is a configuration dump; `meshwright proxy config` reads it/],
    [{}, /it has no "cluster_statuses"/],
    [{ kind: 'Pod' }, /it is a Pod/],
  ])('are refused in another document: %j', (document, problem) => {
    expect(() => clusterHostsOf(document)).toThrow(problem);
  });
});
