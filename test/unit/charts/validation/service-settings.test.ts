import { describe, expect, it } from '@jest/globals';
import { profilesOf, RELEASES, resolve } from '../../../../charts/index.ts';
import { baseOf } from '../../../../charts/resolve.ts';
import { specFromValues } from '../../../../charts/values/mesh-install.ts';
import { InvalidSpecError, type SpecProblem } from '../../../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

type Gateway = Omit<NonNullable<MeshInstallSpec['gateways']>[number], 'name'>;

function problemsOf(spec: Partial<MeshInstallSpec>): readonly SpecProblem[] {
  try {
    resolve({ version: '1.4.10', ...spec });
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

const ingress = (settings: Gateway) => ({ gateways: [{ name: 'istio-ingressgateway', ...settings }] });
const fixed = [{ name: 'https', port: 443, nodePort: 31443 }];

const SETTINGS: readonly [string, Gateway][] = [
  ['loadBalancerIP', { loadBalancerIP: '192.0.2.1' }],
  ['loadBalancerSourceRanges', { loadBalancerSourceRanges: ['192.0.2.0/24'] }],
  ['externalTrafficPolicy', { externalTrafficPolicy: 'Local' }],
  ['ports[0].nodePort', { ports: fixed }],
  ['meshExpansionPorts[0].nodePort', { meshExpansionPorts: fixed }],
];

describe('a setting that the type of a Service does not have', () => {
  it.each(SETTINGS)('is refused on a ClusterIP: %s', (field, settings) => {
    const problems = problemsOf(ingress({ type: 'ClusterIP', ...settings }));
    expect(problems.map((problem) => problem.field)).toEqual([`spec.gateways[0].${field}`]);
    expect(problems[0]?.value).toBeDefined();
    expect(problems[0]?.message).toMatch(
      /^has no effect on a Service of type ClusterIP; leave it out, or set type to (NodePort or )?LoadBalancer\.$/,
    );
  });

  it('is refused on a NodePort where only a load balancer has it', () => {
    const refused = SETTINGS.filter(
      ([, settings]) => problemsOf(ingress({ type: 'NodePort', ...settings })).length > 0,
    );
    expect(refused.map(([field]) => field)).toEqual(['loadBalancerIP', 'loadBalancerSourceRanges']);
  });

  it('is refused where the type is that of the profile', () => {
    const gateways = [{ name: 'istio-egressgateway', enabled: true, loadBalancerIP: '192.0.2.1' }];
    expect(problemsOf({ gateways }).map(({ field }) => field)).toEqual(['spec.gateways[0].loadBalancerIP']);
  });

  it('is refused in the Service of the ingress of 1.0 as well', () => {
    const problems = (type: 'ClusterIP' | 'LoadBalancer') =>
      problemsOf({
        version: '1.0.6',
        mesh: { kubernetesIngress: { enabled: true } },
        components: { ingress: { enabled: true, service: { type, loadBalancerIP: '192.0.2.1', ports: fixed } } },
      }).map(({ field }) => field);
    expect(problems('ClusterIP')).toEqual(
      ['loadBalancerIP', 'ports[0].nodePort'].map((key) => `spec.components.ingress.service.${key}`),
    );
    expect(problems('LoadBalancer')).toEqual([]);
  });

  it('is refused in the Service of Grafana as well, where Kubernetes would refuse it later', () => {
    const service = { loadBalancerIP: '192.0.2.1', loadBalancerSourceRanges: ['192.0.2.0/24'] };
    const problems = problemsOf({ components: { grafana: { enabled: true, service } } });
    expect(problems.map(({ field }) => field)).toEqual(
      ['loadBalancerIP', 'loadBalancerSourceRanges'].map((key) => `spec.components.grafana.service.${key}`),
    );
    expect(
      problemsOf({ components: { grafana: { enabled: true, service: { ...service, type: 'LoadBalancer' } } } }),
    ).toEqual([]);
  });

  it('is fine on a load balancer, and where it asks for nothing or nothing is installed', () => {
    for (const [, settings] of SETTINGS) expect(problemsOf(ingress({ type: 'LoadBalancer', ...settings }))).toEqual([]);
    const nothing: Gateway = { loadBalancerIP: '', loadBalancerSourceRanges: [], externalTrafficPolicy: 'Cluster' };
    expect(problemsOf(ingress({ type: 'ClusterIP', ...nothing }))).toEqual([]);
    expect(problemsOf(ingress({ enabled: false, type: 'ClusterIP', ports: fixed }))).toEqual([]);
  });

  it('is in no profile of any release, so that a spec may name all that is so anyway', () => {
    for (const version of RELEASES) {
      for (const profile of profilesOf(version)) {
        const { gateways, components } = baseOf(version, profile) as Pick<MeshInstallSpec, 'components'> & {
          gateways: Record<string, NonNullable<MeshInstallSpec['gateways']>[number]>;
        };
        const spec = { version, profile, gateways: Object.values(gateways), components };
        expect(problemsOf(spec as MeshInstallSpec).filter(({ message }) => message.includes('on a Service'))).toEqual(
          [],
        );
      }
    }
  });

  it('is left out of what a values file becomes, and said', () => {
    const settings = { type: 'ClusterIP', loadBalancerIP: '192.0.2.1', externalTrafficPolicy: 'Local' };
    const values = { gateways: { 'istio-ingressgateway': settings } };
    const { spec, unmapped } = specFromValues(values, { version: '1.4.10', profile: 'default' });
    expect(spec.gateways).toEqual([{ name: 'istio-ingressgateway', type: 'ClusterIP' }]);
    expect(unmapped.map(({ key }) => key).sort()).toEqual(
      ['externalTrafficPolicy', 'loadBalancerIP'].map((key) => `gateways.istio-ingressgateway.${key}`),
    );
    expect(() => resolve(spec)).not.toThrow();
  });
});
