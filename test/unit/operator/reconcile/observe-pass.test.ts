import { describe, expect, it } from '@jest/globals';
import { FINALIZER } from '../../../../src/api/meshinstall.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { identityOf } from '../../../../src/core/model/object-id.ts';
import type { PassContext } from '../../../../src/operator/reconcile/context.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshOf } from '../../../support/mesh.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';

const SPEC: MeshInstallSpec = { version: '1.4.10', management: 'Observe' };
const SERVICE: Manifest = { ...ours('Service', 'a'), spec: { type: 'ClusterIP' } };
const PILOT: Manifest = { ...ours('Deployment', 'istio-pilot', 'pilot'), spec: { selector: {}, template: {} } };

function cluster(
  spec: Partial<MeshInstallSpec> = {},
  objects: Manifest[] = [],
  more: Partial<Manifest['metadata']> = {},
) {
  return new PassCluster([meshInstall({ spec: { ...SPEC, ...spec } }, { finalizers: [], ...more }), ...objects]);
}

/** A pass that renders these objects, and the spec as it is. */
function pass(there: PassCluster, manifests: Manifest[] = [SERVICE], more: Partial<PassContext> = {}): PassContext {
  const render: PassContext['render'] = (_name, spec) => {
    const desired = { manifests, digest: 'digest', proxyImage: '', runtimeObjects: [] };
    return { ...desired, spec: meshOf(spec).spec };
  };
  return { ...there.pass(), render, ...more };
}

const statusOf = (there: PassCluster): MeshInstallStatus => there.mesh().status ?? {};
const conditionOf = (there: PassCluster, type: string) =>
  statusOf(there).conditions?.find((condition) => condition.type === type);

describe('a mesh that others apply', () => {
  it('is Ready and in sync where it is as rendered', async () => {
    const there = cluster({}, [SERVICE]);
    await reconcile(pass(there));
    expect(statusOf(there).phase).toBe('Ready');
    expect(conditionOf(there, 'InSync')).toMatchObject({ status: 'True' });
  });

  it('has drifted where it is not, and the message says where', async () => {
    const there = cluster({}, [{ ...SERVICE, spec: { type: 'NodePort' } }]);
    await reconcile(pass(there, [SERVICE, ours('ConfigMap', 'istio')]));
    expect(there.writes).toEqual(['status MeshInstall mesh']);
    expect(conditionOf(there, 'InSync')).toMatchObject({
      status: 'False',
      message: 'Service istio-system/a: spec.type; ConfigMap istio-system/istio: missing',
    });
  });

  it('is not Ready while a gate is closed, and the status says which', async () => {
    const there = cluster({}, [PILOT]);
    await reconcile(pass(there, [PILOT]));
    expect(statusOf(there)).toMatchObject({ phase: 'Observing', waitingFor: [{ part: 'pilot' }] });
  });

  it('is nothing of ours: no inventory, nothing installed, whatever the time in which we applied left', async () => {
    const there = cluster({}, [SERVICE]);
    const installedSpec = { version: '1.4.10' };
    there.put({
      ...there.mesh(),
      status: { inventory: ['v1/Service/istio-system/a'], installed: 'digest', installedSpec },
    });
    await reconcile(pass(there));
    expect(statusOf(there).inventory).toEqual([]);
    expect(statusOf(there)).not.toHaveProperty('installed');
    expect(statusOf(there)).not.toHaveProperty('installedSpec');
  });

  it('loses our finalizer, or a deletion would take down what now belongs to others', async () => {
    const there = cluster({}, [SERVICE], { finalizers: ['example.test/x', FINALIZER] });
    await reconcile(pass(there));
    expect(there.mesh().metadata.finalizers).toEqual(['example.test/x']);
    expect(there.objects.has(identityOf(SERVICE))).toBe(true);
  });

  it('loses it also where its spec is refused', async () => {
    const there = cluster({ namespace: 'kube-system' }, [], { finalizers: [FINALIZER] });
    await reconcile(pass(there));
    expect(there.mesh().metadata.finalizers).toEqual([]);
    expect(conditionOf(there, 'Accepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
  });

  it('is not looked at while it is paused', async () => {
    const there = cluster({ paused: true });
    const followSecrets = () => Promise.reject(new Error('asked'));
    const given = pass(there);
    await reconcile({ ...given, cache: { ...given.cache, followSecrets } });
    expect(statusOf(there)).toMatchObject({ phase: 'Paused' });
  });

  it('may not share its namespace with an older one', async () => {
    const there = cluster({}, [], { creationTimestamp: '2026-01-02T00:00:00Z' });
    there.put(meshInstall({}, { name: 'older', creationTimestamp: '2026-01-01T00:00:00Z' }));
    await reconcile(pass(there));
    expect(conditionOf(there, 'Accepted')).toMatchObject({ status: 'False', reason: 'NamespaceTaken' });
  });

  it('is read with its Secrets and with what its pods say', async () => {
    const there = cluster({}, [PILOT]);
    const asked: string[] = [];
    const given = pass(there, [PILOT]);
    const followSecrets = (mesh: string) => (asked.push(`Secrets of ${mesh}`), Promise.resolve());
    const refresh = (mesh: string) => (asked.push(`pods of ${mesh}`), Promise.resolve());
    const podProblems = { of: () => 'no image', refresh, nextLookMs: () => Infinity };
    await reconcile({ ...given, cache: { ...given.cache, followSecrets }, podProblems });
    expect(asked).toEqual(['Secrets of mesh', 'pods of mesh']);
  });

  it('is reported with the mistake where we make one, and with what was known', async () => {
    const there = cluster({}, [SERVICE]);
    const render = () => {
      throw new RangeError('oops');
    };
    await expect(reconcile(pass(there, [], { render }))).rejects.toThrow('oops');
    expect(conditionOf(there, 'Ready')).toMatchObject({ status: 'False', reason: 'ReconcileFailed', message: 'oops' });
  });
});
