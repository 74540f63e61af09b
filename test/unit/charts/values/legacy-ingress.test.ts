import { describe, expect, it } from '@jest/globals';
import { specFromValues } from '../../../../charts/index.ts';

describe('values of the chart of the ingress', () => {
  const convert = (values: object, version: string) =>
    specFromValues({ ingress: { enabled: true, ...values } }, { version, profile: 'default' });

  it('bring the component and let pilot serve Ingress objects, with 1.0', () => {
    const { spec, unmapped } = convert({ replicaCount: 2, service: { selector: { istio: 'ingress' } } }, '1.0.6');
    expect(spec).toMatchObject({
      mesh: { kubernetesIngress: { enabled: true } },
      components: { ingress: { enabled: true, replicas: 2 } },
    });
    expect(unmapped).toEqual([]);
  });

  it('let the file choose another gateway for Ingress objects, and their certificates', () => {
    const global = { k8sIngressSelector: 'ingressgateway', k8sIngressHttps: true };
    const { spec, unmapped } = specFromValues(
      { global, ingress: { enabled: true } },
      { version: '1.0.6', profile: 'default' },
    );
    expect(spec.mesh?.kubernetesIngress).toEqual({ enabled: true, gateway: 'ingressgateway', https: true });
    expect(unmapped).toEqual([]);
  });

  it('bring nothing with later charts, and are named with what takes its place', () => {
    const { spec, unmapped } = convert({}, '1.4.10');
    expect(spec).toEqual({ version: '1.4.10' });
    expect(unmapped).toEqual([
      {
        key: 'ingress.enabled',
        value: true,
        message:
          'Istio 1.4.10 does not have this option; Istio 1.0 has it. ' +
          'Ingress objects go through a gateway there: use spec.mesh.kubernetesIngress.',
      },
    ]);
  });
});
