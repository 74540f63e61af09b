import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';
import { render } from '../../../../charts/render.ts';
import { InvalidSpecError, type SpecProblem } from '../../../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf } from '../../../support/mesh.ts';

type Families = NonNullable<NonNullable<MeshInstallSpec['defaults']>['service']>;

function problemsOf(attempt: () => unknown): readonly SpecProblem[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}
const ofDefaults = (service: Families) => problemsOf(() => resolve({ version: '1.4.10', defaults: { service } }));

const IMPOSSIBLE: readonly [what: string, Families, why: RegExp][] = [
  ['two of the same', { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv4'] }, /twice; name each once/],
  ['one without a policy', { ipFamilies: ['IPv6'] }, /needs ipFamilyPolicy; write SingleStack/],
  ['two without a policy', { ipFamilies: ['IPv6', 'IPv4'] }, /needs ipFamilyPolicy; write RequireDualStack/],
  ['two of one', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4', 'IPv6'] }, /SingleStack gives one; name that/],
  ['one of two', { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] }, /gives two; name both .*, or none/],
  ['one of perhaps two', { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] }, /gives two; name both/],
];

describe('IP families that Kubernetes would refuse, at once or the next time', () => {
  it.each(IMPOSSIBLE)('are refused with field, value and remedy: %s', (_what, service, why) => {
    expect(ofDefaults(service)).toEqual([
      { field: 'spec.defaults.service.ipFamilies', value: service.ipFamilies, message: expect.stringMatching(why) },
    ]);
  });

  it.each<Families>([
    {},
    { ipFamilyPolicy: '', ipFamilies: [] },
    { ipFamilyPolicy: 'PreferDualStack' },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] },
    { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
  ])('are not these: %j', (service) => {
    expect(ofDefaults(service)).toEqual([]);
  });

  it('are refused together with those of spec.defaults, where a Service only says half', () => {
    const defaults = { service: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] } } as const;
    const spec = (gateway: object, grafana: object): MeshInstallSpec => ({
      version: '1.4.10',
      defaults: { service: { ...defaults.service, ipFamilies: [...defaults.service.ipFamilies] } },
      components: { grafana: { service: { ipFamilyPolicy: 'SingleStack' }, ...grafana } },
      gateways: [{ name: 'istio-ingressgateway', ...gateway }],
    });
    const fields = (gateway: object, grafana = {}) =>
      problemsOf(() => resolve(spec(gateway, grafana))).map(({ field }) => field);
    expect(fields({ ipFamilyPolicy: 'SingleStack' }, { enabled: true })).toEqual([
      'spec.components.grafana.service.ipFamilies',
      'spec.gateways (istio-ingressgateway).ipFamilies',
    ]);
    expect(fields({ ipFamilyPolicy: 'SingleStack', enabled: false })).toEqual([]);
    expect(fields({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] })).toEqual([]);
    expect(fields({ ipFamilyPolicy: 'PreferDualStack' })).toEqual([]);
  });
});

describe('IP families on a Kubernetes that would drop them', () => {
  const gateways = [{ name: 'istio-ingressgateway', ipFamilyPolicy: 'PreferDualStack' as const }];

  it('are refused with the Kubernetes that has them', () => {
    expect(problemsOf(() => render(meshOf({ gateways }, '1.20')))).toEqual([
      {
        field: 'spec.gateways (istio-ingressgateway)',
        value: { ipFamilyPolicy: 'PreferDualStack', ipFamilies: [] },
        message: 'is for Kubernetes 1.21 or later, and this is 1.20; leave IP families out.',
      },
    ]);
  });

  it('are fine from 1.21 on, and where nobody asks for any', () => {
    expect(problemsOf(() => render(meshOf({ gateways }, '1.21')))).toEqual([]);
    expect(problemsOf(() => render(meshOf({}, '1.16')))).toEqual([]);
  });
});
