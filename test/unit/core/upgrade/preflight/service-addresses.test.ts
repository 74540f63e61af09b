import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import {
  askedFamilies,
  namesAddresses,
  serviceAddresses,
} from '../../../../../src/core/upgrade/preflight/service-addresses.ts';
import { ours } from '../../../../support/pass-cluster.ts';

const service = (spec: object, name = 'istio-pilot'): Manifest => ({ ...ours('Service', name), spec });
const DUAL = { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] };

const findings = (wanted: object, has: object | undefined, refusedAddresses: string[] = []) =>
  serviceAddresses({
    manifests: [service(wanted), { ...ours('ConfigMap', 'istio'), spec: wanted }],
    live: ({ kind }) => (has === undefined || kind !== 'Service' ? undefined : service(has)),
    refusedAddresses,
  });

describe('what a Service cannot become', () => {
  const FAMILY = {
    check: 'service-addresses',
    severity: 'block',
    message:
      'the first IP family of a Service never changes, and these have another one: Service istio-system/istio-pilot',
    remedy: expect.stringMatching(
      /^name the family that they have first .*, or delete these Services: .* other addresses$/,
    ),
  };

  it.each([
    ['the other family', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }, { ipFamilies: ['IPv4'] }],
    ['the other one first', DUAL, { ...DUAL, ipFamilies: ['IPv6', 'IPv4'] }],
    ['the second one only', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }, DUAL],
  ])('is one of %s', (_what, wanted, has) => {
    expect(findings(wanted, has)).toEqual([FAMILY]);
  });

  it.each([
    ['one more', DUAL, { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }],
    ['one less', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }, DUAL],
    ['another policy', { ipFamilyPolicy: 'PreferDualStack' }, DUAL],
    ['nothing said', { ports: [] }, DUAL],
    ['a Kubernetes without families', DUAL, { clusterIP: '10.0.0.1' }],
    ['a Service that is not there', DUAL, undefined],
    ['a Service without an address', { ...DUAL, clusterIP: 'None' }, { clusterIP: 'None', ipFamilies: ['IPv6'] }],
  ])('is not one of %s', (_what, wanted, has) => {
    expect(findings(wanted, has)).toEqual([]);
  });

  it('is one without an address', () => {
    const [finding, ...more] = findings({ clusterIP: 'None' }, { clusterIP: '10.0.0.1' });
    expect(more).toEqual([]);
    expect(finding?.message).toMatch(/keeps its cluster address, and these are to have none: Service .*istio-pilot/);
    expect(findings({ clusterIP: 'None' }, { clusterIP: 'None' })).toEqual([]);
  });

  it('is what the cluster does not give, in its words', () => {
    const [finding] = findings(DUAL, undefined, ['spec.ipFamilyPolicy: not here']);
    expect(finding).toMatchObject({
      severity: 'block',
      message: 'the cluster does not give the addresses that are asked for: spec.ipFamilyPolicy: not here',
      remedy: expect.stringContaining('PreferDualStack'),
    });
  });
});

describe('IP families that the cluster has to be asked about', () => {
  const asked = (manifests: readonly Manifest[], live: readonly Manifest[] = []) =>
    askedFamilies({ manifests, live: ({ metadata }) => live.find((one) => one.metadata.name === metadata.name) });

  it('are each way in which Services ask for them, once', () => {
    const single = { ipFamilyPolicy: 'SingleStack' };
    const services = [service({ ...DUAL, ports: [] }), service(DUAL, 'istio-galley'), service(single, 'grafana')];
    expect(asked(services)).toEqual([DUAL, single]);
  });

  it('are none where Services have what they ask for, or ask for nothing', () => {
    const manifests = [service(DUAL), service({ ports: [] }, 'istio-galley')];
    expect(asked(manifests, [service({ ...DUAL, clusterIPs: ['10.0.0.1', 'fd00::1'] })])).toEqual([]);
    expect(manifests.map(namesAddresses)).toEqual([true, false]);
  });

  it('are none of a Service without address and selector, which may have any', () => {
    expect(asked([service({ ...DUAL, clusterIP: 'None' })])).toEqual([]);
    expect(asked([service({ ...DUAL, clusterIP: 'None', selector: { app: 'jaeger' } })])).toEqual([DUAL]);
  });
});
