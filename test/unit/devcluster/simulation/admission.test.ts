import { describe, expect, it } from '@jest/globals';
import { denyAnnotation, review } from '../../../../devcluster/simulation/admission.ts';

const request = (object: object | null) => ({ uid: 'u', kind: { kind: 'Gateway' }, object });
const gateway = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'Gateway', metadata: { name: 'g' }, spec: {} };

describe('the stand-ins for the webhooks', () => {
  it('galley admits an object it knows, and a delete', () => {
    expect(review('galley', '/admitpilot', request(gateway))).toEqual({ uid: 'u', allowed: true });
    expect(review('galley', '/admitmixer', request(null))).toEqual({ uid: 'u', allowed: true });
  });

  it('galley refuses unknown fields at the top, and what asks for it', () => {
    expect(review('galley', '/admitpilot', request({ ...gateway, specs: {} }))).toEqual({
      uid: 'u',
      allowed: false,
      status: { message: 'Gateway has unknown fields: specs' },
    });
    const metadata = { name: 'g', annotations: { [denyAnnotation]: 'a reason' } };
    expect(review('galley', '/admitpilot', request({ ...gateway, metadata }))).toMatchObject({
      allowed: false,
      status: { message: 'a reason' },
    });
  });

  it('each component serves its own paths only', () => {
    expect(review('injector', '/inject', request(gateway))).toEqual({ uid: 'u', allowed: true });
    expect(review('injector', '/admitpilot', request(gateway))).toBeUndefined();
    expect(review('galley', '/inject', request(gateway))).toBeUndefined();
  });
});
