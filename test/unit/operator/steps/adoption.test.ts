import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { OWNER_ANNOTATION, type OwnershipConflict } from '../../../../src/core/ownership/ownership.ts';
import type { Desired } from '../../../../src/operator/pass/desired.ts';
import { adopt, releaseRefusal } from '../../../../src/operator/steps/adoption.ts';
import { meshOf } from '../../../support/mesh.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const HELM = 'Helm release "istio"';
const conflict = (object: Manifest): OwnershipConflict => ({ object, owner: HELM, adoptable: true });

/** The object as a Helm release made it. */
function helms(object: Manifest, more: Partial<Manifest> = {}): Manifest {
  const { name, namespace } = object.metadata;
  const managedFields = [{ manager: 'Go-http-client', operation: 'Update', fieldsV1: { 'f:data': {} } }];
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels: { release: 'istio' }, managedFields };
  return { ...object, ...more, metadata };
}

const ROLE = { ...ours('ClusterRole', 'istio-pilot'), rules: [] };
const BINDING = ours('ClusterRoleBinding', 'istio-pilot');
const SETTINGS = ours('ConfigMap', 'istio');
const OBJECTS = [BINDING, SETTINGS, ROLE];
const FOUND = OBJECTS.map(conflict);

const cluster = (...objects: Manifest[]): PassCluster => new PassCluster([meshInstall(), ...objects]);
const ownerOf = (there: PassCluster, { kind, metadata }: Manifest): string | undefined =>
  [...there.objects.values()].find((live) => live.kind === kind && live.metadata.name === metadata.name)?.metadata
    .annotations?.[OWNER_ANNOTATION];

describe('taking over what is there', () => {
  it('begins with roles and ends with bindings: nobody may touch one that grants what they do not hold', async () => {
    const there = cluster(...OBJECTS.map((object) => helms(object)));
    await adopt(there.pass(), FOUND);
    const kinds = there.writes.map((write) => write.split(' ')[1]);
    expect(kinds).toEqual(['ClusterRole', 'ConfigMap', 'ClusterRoleBinding']);
    expect(OBJECTS.map((object) => ownerOf(there, object))).toEqual(Array(3).fill('uid-of-mesh'));
  });

  it('is told once, with how many objects and whose they were', async () => {
    const there = cluster(...OBJECTS.map((object) => helms(object)));
    await adopt(there.pass(), FOUND);
    const message = expect.stringMatching(/^3 objects taken over from Helm release "istio"; pods stay/) as unknown;
    expect(there.events).toEqual([{ type: 'Normal', reason: 'Adopted', message }]);
  });

  it('is known to the caches at once: an apply that does not know whose an object was would restart pods', async () => {
    const there = cluster(helms(SETTINGS));
    const pass = there.pass();
    const wrote: Manifest[] = [];
    await adopt({ ...pass, cache: { wrote: (object) => void wrote.push(object) } }, [conflict(SETTINGS)]);
    expect(wrote).toMatchObject([
      { kind: 'ConfigMap', metadata: { annotations: { [OWNER_ANNOTATION]: 'uid-of-mesh' } } },
    ]);
  });

  it('tries all, tells what was taken over, and fails with all that was not', async () => {
    const there = cluster(...OBJECTS.map((object) => helms(object)));
    there.always.set('patch ClusterRole istio-pilot', refusal(403, 'Forbidden'));
    there.always.set('patch ConfigMap istio', refusal(403, 'Forbidden'));
    await expect(adopt(there.pass(), FOUND)).rejects.toThrow(/Forbidden/);
    expect(ownerOf(there, BINDING)).toBe('uid-of-mesh');
    expect(there.events).toMatchObject([{ message: expect.stringMatching(/^1 object taken/) as unknown }]);
  });

  it('says nothing where what was found is gone by then', async () => {
    const there = cluster();
    await adopt(there.pass(), FOUND);
    expect([...there.writes, ...there.events]).toEqual([]);
  });

  it('asks for nothing where nothing was found', async () => {
    const there = cluster(helms(SETTINGS));
    there.always.set('get ConfigMap istio', new Error('asked'));
    await adopt(there.pass(), []);
    expect(there.events).toEqual([]);
  });
});

describe('a mesh of another release', () => {
  const pilot = (version: string): Manifest => ({
    ...ours('Deployment', 'istio-pilot', 'pilot'),
    spec: { template: { spec: { containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${version}` }] } } },
  });
  const { spec } = meshOf();
  const DESIRED = { spec, manifests: [] } as unknown as Desired;
  const refusalOver = (there: PassCluster) =>
    releaseRefusal(there.pass(), DESIRED, [conflict(pilot('1.4.10')), conflict(SETTINGS)]);

  it('is not taken over, and the message says which it is and what to do; only workloads are asked for', async () => {
    const there = cluster(helms(pilot('1.3.8')), helms(SETTINGS));
    there.always.set('get ConfigMap istio', new Error('asked'));
    expect(await refusalOver(there)).toEqual({
      kind: 'rejected',
      reason: 'VersionMismatch',
      message: expect.stringMatching(
        /istio-pilot runs Istio 1\.3\.8, not 1\.4\.10; set spec\.version to what is there/,
      ),
    });
    expect(there.writes).toEqual([]);
  });

  it('is one that is there, and of another release', async () => {
    expect(await refusalOver(cluster(helms(pilot('1.4.10'))))).toBeUndefined();
    expect(await refusalOver(cluster())).toBeUndefined();
  });
});
