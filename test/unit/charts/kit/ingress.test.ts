import { describe, expect, it } from '@jest/globals';
import { ingressOf } from '../../../../charts/kit/ingress.ts';
import { meshOf } from '../../../support/mesh.ts';

const settings = { enabled: true, hosts: [] as string[], annotations: {}, tls: [] as object[] };
const PARTS = { name: 'kiali', labels: { app: 'kiali' }, service: 'kiali-svc', port: 20001, path: '/kiali' };

const ingress = (more: Partial<typeof settings> = {}, parts: Partial<typeof PARTS> = {}, kubernetes = '1.36') =>
  ingressOf(
    meshOf({}, kubernetes),
    { ...settings, ...more },
    {
      ...PARTS,
      ...parts,
    },
  );
const backend = { service: { name: 'kiali-svc', port: { number: 20001 } } };
const httpAt = (path: string) => ({ paths: [{ path, pathType: 'ImplementationSpecific', backend }] });

describe('the Ingress of an add-on', () => {
  it('is there only where it is asked for', () => {
    expect(ingress({ enabled: false })).toEqual([]);
  });

  it('leads from every host to its Service, and says nothing of what nobody asked for', () => {
    expect(ingress()).toEqual([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'kiali', namespace: 'istio-system', labels: { app: 'kiali' } },
        spec: { rules: [{ http: httpAt('/kiali') }] },
      },
    ]);
  });

  it('leads there from every path where it is to have none of its own', () => {
    expect(ingress({}, { path: '' })).toMatchObject([{ spec: { rules: [{ http: httpAt('/') }] } }]);
  });

  it('has a rule for each host, and the certificates and annotations of its settings', () => {
    const tls = [{ hosts: ['a.test'], secretName: 'a-tls' }];
    const [object] = ingress({ hosts: ['a.test', 'b.test'], tls, annotations: { 'acme.test/issuer': 'one' } });
    const http = httpAt('/kiali');
    const rules = [
      { host: 'a.test', http },
      { host: 'b.test', http },
    ];
    expect(object).toMatchObject({ metadata: { annotations: { 'acme.test/issuer': 'one' } }, spec: { rules, tls } });
  });

  it('is of the older API where Kubernetes knows no other', () => {
    const paths = [{ path: '/kiali', backend: { serviceName: 'kiali-svc', servicePort: 20001 } }];
    expect(ingress({}, {}, '1.18')).toMatchObject([
      { apiVersion: 'networking.k8s.io/v1beta1', spec: { rules: [{ http: { paths } }] } },
    ]);
  });
});
