import { describe, expect, it } from '@jest/globals';
import { releaseLines, render, resolve } from '../../../charts/index.ts';
import { variantsOf } from '../../../charts/every-kind.ts';
import { capabilitiesOf } from '../../../charts/capabilities.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';

type Families = NonNullable<NonNullable<MeshInstallSpec['defaults']>['service']>;

/** The newest release of each line, with each way to have kinds and Services of its own. */
const VARIANTS = releaseLines()
  .map(({ releases }) => releases.at(-1) ?? '')
  .flatMap((version) =>
    variantsOf(version).map((variant, i): [string, MeshInstallSpec] => [
      `${version}, ${variant.profile}, variant ${i + 1}`,
      { version, ...variant },
    ]),
  );

const servicesOf = (spec: MeshInstallSpec, kubernetes = '1.36'): Manifest[] =>
  render({ name: 'mesh', spec: resolve(spec), capabilities: capabilitiesOf(kubernetes) }).filter(
    ({ kind }) => kind === 'Service',
  );
const familiesOf = ({ metadata, spec = {} }: Manifest & { spec?: Families }) => {
  const { ipFamilyPolicy, ipFamilies } = spec;
  return [metadata.name, { ...(ipFamilyPolicy && { ipFamilyPolicy }), ...(ipFamilies && { ipFamilies }) }] as const;
};

const DUAL: Families = { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] };
const SINGLE: Families = { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] };

describe.each(VARIANTS)('Services of Istio %s', (_name, spec) => {
  it('say nothing of IP families where nobody asks for any, also on a Kubernetes that has none', () => {
    for (const kubernetes of ['1.20', '1.36'])
      expect(
        servicesOf(spec, kubernetes)
          .map(familiesOf)
          .filter(([, families]) => Object.keys(families).length > 0),
      ).toEqual([]);
  });

  it('all have those of spec.defaults, headless ones too', () => {
    const services = servicesOf({ ...spec, defaults: { service: DUAL } });
    expect(services.length).toBeGreaterThan(0);
    for (const service of services) expect(familiesOf(service)).toEqual([service.metadata.name, DUAL]);
  });
});

describe('a Service with settings of its own', () => {
  const everything: MeshInstallSpec = {
    version: '1.4.10',
    profile: 'demo',
    defaults: { service: DUAL },
    components: {
      prometheus: { service: { ...SINGLE, nodePort: { enabled: true } } },
      grafana: { enabled: true, service: SINGLE },
      tracing: { enabled: true, service: SINGLE },
    },
    gateways: [{ name: 'istio-ingressgateway', ...SINGLE }],
  };

  it('has the IP families that it says, and the others those of spec.defaults', () => {
    const own = servicesOf(everything)
      .map(familiesOf)
      .filter(([, { ipFamilyPolicy }]) => ipFamilyPolicy === 'SingleStack');
    expect(own).toEqual(
      ['istio-ingressgateway', 'prometheus', 'prometheus-nodeport', 'grafana', 'tracing'].map((name) => [name, SINGLE]),
    );
  });

  it('takes from spec.defaults what it does not say', () => {
    const gateways = [{ name: 'istio-ingressgateway', ipFamilies: ['IPv4' as const, 'IPv6' as const] }];
    const families = new Map(servicesOf({ version: '1.4.10', defaults: { service: DUAL }, gateways }).map(familiesOf));
    expect(families.get('istio-ingressgateway')).toEqual({ ...DUAL, ipFamilies: ['IPv4', 'IPv6'] });
  });

  it('may be that of the ingress of 1.0', () => {
    const components = { ingress: { enabled: true, service: SINGLE } };
    const spec = { version: '1.0.6', mesh: { kubernetesIngress: { enabled: true } }, components };
    expect(new Map(servicesOf(spec, '1.21').map(familiesOf)).get('istio-ingress')).toEqual(SINGLE);
  });
});
