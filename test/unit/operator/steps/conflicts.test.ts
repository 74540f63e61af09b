import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import { foreignObjects, namespaceTaken } from '../../../../src/operator/steps/conflicts.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';

const mesh = (name: string, creationTimestamp: string, namespace = 'istio-system'): MeshInstall =>
  meshInstall({ spec: { version: '1.4.10', namespace } }, { name, creationTimestamp });

describe('of two meshes over one namespace', () => {
  const [older, younger] = [mesh('z', '2026-01-01T00:00:00Z'), mesh('a', '2026-01-02T00:00:00Z')];

  it('the younger is refused, and the older goes on, whatever their names', () => {
    expect(namespaceTaken(younger, [older, younger])).toMatchObject({
      reason: 'NamespaceTaken',
      message: expect.stringMatching(/is taken by MeshInstall "z"; choose another namespace/),
    });
    expect(namespaceTaken(older, [older, younger])).toBeUndefined();
  });

  it('the first by name goes on where both are of the same age', () => {
    const [a, b] = [mesh('a', '2026-01-01T00:00:00Z'), mesh('b', '2026-01-01T00:00:00Z')];
    expect(namespaceTaken(a, [b, a])).toBeUndefined();
    expect(namespaceTaken(b, [b, a])).toMatchObject({ reason: 'NamespaceTaken' });
  });

  it('neither is refused where the namespaces differ', () => {
    const elsewhere = mesh('a', '2026-01-02T00:00:00Z', 'other');
    expect(namespaceTaken(elsewhere, [older, elsewhere])).toBeUndefined();
  });
});

describe('objects that a mesh is to have', () => {
  const wanted = ours('ConfigMap', 'istio');
  const found = (cluster: PassCluster) =>
    foreignObjects(cluster.pass(), { manifests: [wanted], spec: { adoption: 'Refuse' } as never });

  it('are foreign when somebody else has them, and not asked for when the inventory knows them', async () => {
    const foreign = { ...wanted, metadata: { name: 'istio', namespace: 'istio-system', labels: { release: 'istio' } } };
    const cluster = new PassCluster([meshInstall(), foreign]);
    expect(await found(cluster)).toMatchObject([{ owner: 'Helm release "istio"', adoptable: true }]);
    cluster.put({ ...cluster.mesh(), status: { inventory: ['v1/ConfigMap/istio-system/istio'] } });
    expect(await found(cluster)).toEqual([]);
  });
});
