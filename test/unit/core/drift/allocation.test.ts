import { describe, expect, it } from '@jest/globals';
import { asksForAllocation } from '../../../../src/core/drift/allocation.ts';

const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'svc' }, spec });

describe('a Service that asks for something of which there is only one', () => {
  it.each([
    ['a node port', { ports: [{ port: 80 }, { port: 443, nodePort: 31390 }] }],
    ['a health check node port', { healthCheckNodePort: 30000 }],
    ['an address', { clusterIP: '10.0.0.9' }],
  ])('names %s', (_, spec) => {
    expect(asksForAllocation(service(spec))).toBe(true);
  });

  it.each([
    ['leaves the choice to Kubernetes', { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 0 }] }],
    ['is headless', { clusterIP: 'None', ports: [{ port: 80 }] }],
  ])('is not one that %s', (_, spec) => {
    expect(asksForAllocation(service(spec))).toBe(false);
  });

  it('is a Service', () => {
    expect(asksForAllocation({ ...service({ clusterIP: '10.0.0.9' }), kind: 'Endpoints' })).toBe(false);
  });
});
