import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import { idOf } from '../../../../src/core/model/object-id.ts';
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
  const [wanted, other] = [ours('ConfigMap', 'istio'), ours('ConfigMap', 'other')];
  const role = ours('ClusterRole', 'pilot');
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };
  const foreign = (object: Manifest): Manifest => ({
    ...object,
    metadata: { ...object.metadata, labels: { release: 'istio' } },
  });
  const label = (mesh: string) => ({ [LABELS.mesh]: mesh });
  const found = (cluster: PassCluster, ...manifests: Manifest[]) =>
    foreignObjects(cluster.pass(), { manifests, spec: { adoption: 'Refuse' } as never });

  it('are foreign when somebody else has them, and not asked for when the inventory knows them', async () => {
    const cluster = new PassCluster([meshInstall(), namespace, foreign(wanted)]);
    expect(await found(cluster, wanted)).toMatchObject([{ owner: 'Helm release "istio"', adoptable: true }]);
    cluster.put({ ...cluster.mesh(), status: { inventory: ['v1/ConfigMap/istio-system/istio'] } });
    expect(await found(cluster, wanted)).toEqual([]);
  });

  it('are foreign until they are claimed where a MeshInstall that is gone left them, also after an adoption was cut short', async () => {
    const leftBy = (mesh: string): Manifest => ({ ...wanted, metadata: { ...wanted.metadata, labels: label(mesh) } });
    const cluster = new PassCluster([
      meshInstall({ status: { inventory: [idOf(wanted)] } }),
      mesh('there', '2026-01-01T00:00:00Z', 'elsewhere'),
    ]);
    const adopting = () =>
      foreignObjects(cluster.pass(), { manifests: [wanted], spec: { adoption: 'Adopt' } as never });
    cluster.put(leftBy('gone'));
    expect(await adopting()).toMatchObject([{ adoptable: true, leftBy: 'gone' }]);
    cluster.put(leftBy('there'));
    expect(await adopting()).toMatchObject([{ adoptable: false }]);
    cluster.put(leftBy('mesh'));
    expect(await adopting()).toEqual([]);
  });

  it('are asked for by name where there is one of a kind, and listed where there are more', async () => {
    const cluster = new PassCluster([meshInstall(), namespace, foreign(role), foreign(other)]);
    const conflicts = await found(cluster, wanted, other, role);
    expect(conflicts.map(({ object }) => object.metadata.name)).toEqual(['other', 'pilot']);
    expect(cluster.reads).toEqual(['get Namespace istio-system', 'get ClusterRole pilot', 'list ConfigMap']);
  });

  it('are not asked for in a namespace that is still to come', async () => {
    const cluster = new PassCluster([meshInstall()]);
    expect(await found(cluster, wanted, other, ours('Service', 'pilot'), role)).toEqual([]);
    expect(cluster.reads).toEqual(['get Namespace istio-system', 'get ClusterRole pilot']);
  });

  it('are asked for in the namespace of a mesh with an inventory, without asking for the namespace', async () => {
    const cluster = new PassCluster([meshInstall({ status: { inventory: [idOf(other)] } }), foreign(wanted)]);
    expect(await found(cluster, wanted, other)).toHaveLength(1);
    expect(cluster.reads).toEqual(['get ConfigMap istio']);
  });
});
