import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { targetValues, type TargetValues } from '../../../../src/migration/values/values.ts';

const PLACE = { namespace: 'istiod', revision: 'canary' };
const valuesOf = (spec: Omit<MeshInstallSpec, 'version'> = {}, version = '1.4.10'): TargetValues => {
  const said = { version, ...spec };
  return targetValues(said, resolve(said), PLACE);
};

describe('a gateway for the target', () => {
  it('has the labels, the ports that are used, and the status port of today', () => {
    const [ingress] = valuesOf().gateways;
    expect(ingress).toMatchObject({
      name: 'istio-ingressgateway',
      oldNamespace: 'istio-system',
      values: {
        name: 'istio-ingressgateway',
        revision: 'canary',
        labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      },
    });
    expect(ingress?.values['service']).toEqual({
      ports: [
        { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' },
        { name: 'http2', port: 80, targetPort: 80, protocol: 'TCP' },
        { name: 'https', port: 443, targetPort: 443, protocol: 'TCP' },
        { name: 'tcp', port: 31400, targetPort: 31400, protocol: 'TCP' },
      ],
    });
  });

  it('takes from the old one what can be in two places at once, and tells of the rest', () => {
    const { gateways, left } = valuesOf({
      gateways: [
        {
          name: 'edge',
          enabled: true,
          type: 'LoadBalancer',
          ports: [
            { name: 'https', port: 443, targetPort: 8443, nodePort: 30443 },
            { name: 'status-port', port: 15020 },
          ],
          loadBalancerIP: '192.0.2.1',
          serviceAnnotations: { a: 'b' },
          autoscaling: { enabled: false },
          replicas: 3,
          secretVolumes: [{ name: 'certs', secretName: 'edge-certs', mountPath: '/etc/edge' }],
          rollout: { maxSurge: 1 },
        },
      ],
    });
    const edge = gateways.find(({ name }) => name === 'edge');
    expect(edge?.values).toMatchObject({
      replicaCount: 3,
      service: { annotations: { a: 'b' } },
      podDisruptionBudget: { minAvailable: 1 },
      strategy: { rollingUpdate: { maxSurge: 1 } },
      volumes: [{ name: 'certs', secret: { secretName: 'edge-certs', optional: true } }],
      volumeMounts: [{ name: 'certs', mountPath: '/etc/edge', readOnly: true }],
    });
    expect(JSON.stringify(edge)).not.toMatch(/30443|192\.0\.2\.1/);
    const byHand = left.filter((each) => each.byHand).map(({ field }) => field);
    expect(byHand.filter((field) => field.startsWith('spec.gateways'))).toEqual([
      'spec.gateways[edge].loadBalancerIP',
      'spec.gateways[edge].ports',
      'spec.gateways[edge].ports',
    ]);
  });
});
