import { describe, expect, it } from '@jest/globals';
import { ipDoubts } from '../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

const doubtsOf = (spec: Partial<MeshInstallSpec>, version = '1.4.10') =>
  ipDoubts({ version, ...spec }).map(({ field, value, message }) => [field, value, message] as const);

const DUAL = { defaults: { service: { ipFamilyPolicy: 'PreferDualStack' as const } } };

describe('IPv6 addresses', () => {
  it('are doubted where proxies would not answer at them: with an IPv4 address of their pod in every release', () => {
    const message =
      'brings IPv6 addresses, at which gateways and sidecars answer only where their pods have no IPv4 address.';
    for (const version of ['1.2.0', '1.3.8', '1.4.10'])
      expect(doubtsOf(DUAL, version)).toEqual([['spec.defaults.service.ipFamilyPolicy', 'PreferDualStack', message]]);
  });

  it.each(['1.0.9', '1.1.17'])('are doubted with proxies of Istio %s in any pod', (version) => {
    expect(doubtsOf(DUAL, version)[0]?.[2]).toContain(`at which no proxy of Istio ${version} answers`);
  });

  it('are doubted wherever they are asked for, by what asks for them', () => {
    const families = { ipFamilyPolicy: 'SingleStack' as const, ipFamilies: ['IPv6' as const] };
    const spec = {
      components: { prometheus: { service: families }, tracing: { service: families } },
      gateways: [{ name: 'istio-ingressgateway' }, { name: 'edge', ...families }],
    };
    expect(doubtsOf(spec).map(([field, value]) => [field, value])).toEqual([
      ['spec.components.prometheus.service.ipFamilies', ['IPv6']],
      ['spec.components.tracing.service.ipFamilies', ['IPv6']],
      ['spec.gateways[1].ipFamilies', ['IPv6']],
    ]);
  });

  it('are not doubted where nobody asks for them, nor with a release that does not exist', () => {
    const service = { ipFamilyPolicy: 'SingleStack' as const, ipFamilies: ['IPv4' as const] };
    expect(doubtsOf({ defaults: { service } })).toEqual([]);
    expect(doubtsOf({})).toEqual([]);
    expect(doubtsOf(DUAL, '1.4.99')).toEqual([]);
  });
});
