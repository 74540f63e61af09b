import { describe, expect, it } from '@jest/globals';
import { exposedService, type ExposedService } from '../../../../charts/kit/exposed-service.ts';

const selector = { app: 'gateway' };
const plain: ExposedService = {
  type: 'LoadBalancer',
  selector,
  ports: [{ name: 'http', port: 80 }],
  loadBalancerIP: '',
  externalTrafficPolicy: 'Cluster',
  ipFamilyPolicy: '',
  ipFamilies: [],
};
const full: ExposedService = {
  ...plain,
  ports: [{ name: 'dns', port: 53, targetPort: 5353, nodePort: 30053, protocol: 'UDP' }],
  loadBalancerIP: '192.0.2.1',
  externalTrafficPolicy: 'Local',
  externalIPs: ['192.0.2.2'],
  loadBalancerSourceRanges: ['198.51.100.0/24'],
  ipFamilyPolicy: 'PreferDualStack',
  ipFamilies: ['IPv6', 'IPv4'],
};

describe('a Service that traffic comes in by', () => {
  it('says nothing of what nobody asked for', () => {
    expect(exposedService(plain)).toStrictEqual({
      type: 'LoadBalancer',
      selector,
      ports: [{ name: 'http', port: 80 }],
    });
    expect(exposedService({ ...plain, externalIPs: [], loadBalancerSourceRanges: [] })).toStrictEqual(
      exposedService(plain),
    );
  });

  it('says of a load balancer everything that was asked for', () => {
    expect(exposedService(full)).toStrictEqual(full);
  });

  it('says of node ports all but what only a load balancer has', () => {
    const { loadBalancerIP: _, loadBalancerSourceRanges: __, ...rest } = full;
    expect(exposedService({ ...full, type: 'NodePort' })).toStrictEqual({ ...rest, type: 'NodePort' });
  });

  it('says of an address in the cluster nothing that the apiserver refuses there', () => {
    expect(exposedService({ ...full, type: 'ClusterIP' })).toStrictEqual({
      type: 'ClusterIP',
      selector,
      ports: [{ name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' }],
      externalIPs: ['192.0.2.2'],
      ipFamilyPolicy: 'PreferDualStack',
      ipFamilies: ['IPv6', 'IPv4'],
    });
  });
});
