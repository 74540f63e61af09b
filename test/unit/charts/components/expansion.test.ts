import { describe, expect, it } from '@jest/globals';
import { expansion } from '../../../../charts/components/expansion.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf, only } from '../../../support/mesh.ts';

/** What a release renders, as `Kind/name`, and the hosts of its VirtualServices. */
function waysOf(version: string, mesh: MeshInstallSpec['mesh']): { objects: string[]; hosts: unknown[] } {
  const manifests = expansion(meshOf({ version, namespace: 'edge', mesh }));
  const objects = manifests.map(({ kind, metadata: { name } }) => `${kind}/${name}`);
  const services = manifests.filter(({ kind }) => kind === 'VirtualService');
  return { objects, hosts: services.map(({ spec }) => (spec as { hosts: unknown[] }).hosts[0]) };
}

describe('the way for machines outside of the cluster', () => {
  it('has the names and hosts of the chart of 1.0 there, and no more than it has', () => {
    expect(waysOf('1.0.9', { expansion: { enabled: true }, controlPlaneSecurity: true })).toEqual({
      objects: [
        'Gateway/meshexpansion-gateway',
        'VirtualService/meshexpansion-pilot',
        'VirtualService/meshexpansion-citadel',
      ],
      hosts: ['pilot.edge', 'istio-citadel.edge'],
    });
    expect(waysOf('1.0.9', { expansion: { enabled: true, useILB: true } })).toEqual({
      objects: [
        'Gateway/meshexpansion-ilb-gateway',
        'VirtualService/ilb-meshexpansion-pilot',
        'VirtualService/meshexpansion-ilb-citadel',
      ],
      hosts: ['meshexpansionilb.edge', 'istio-citadel.edge'],
    });
  });

  it('leads to mixer, too, since 1.1', () => {
    const servers = (version: string): number => {
      const gateway = only(expansion(meshOf({ version, mesh: { expansion: { enabled: true } } })), 'Gateway');
      return (gateway['spec'] as { servers: unknown[] }).servers.length;
    };
    expect(servers('1.0.9')).toBe(2);
    expect(servers('1.1.0')).toBe(3);
  });

  it.each(['1.1.0', '1.2.10', '1.3.8', '1.4.10'])('is known by the names of the Services in %s', (version) => {
    expect(waysOf(version, { expansion: { enabled: true }, controlPlaneSecurity: true })).toEqual({
      objects: [
        'Gateway/meshexpansion-gateway',
        'VirtualService/meshexpansion-vs-pilot',
        'DestinationRule/meshexpansion-dr-pilot',
        'VirtualService/meshexpansion-vs-citadel',
      ],
      hosts: ['istio-pilot.edge.svc.cluster.local', 'istio-citadel.edge.svc.cluster.local'],
    });
  });
});
