import { describe, expect, it } from '@jest/globals';
import { FINALIZER } from '../../../../src/api/meshinstall.ts';
import { isConflict } from '../../../../src/kube/errors.ts';
import { ensureFinalizer, removeFinalizer } from '../../../../src/operator/pass/finalizer.ts';
import { meshInstall, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

/** Somebody puts a finalizer on the MeshInstall between our look and our write. */
function meanwhile(cluster: PassCluster): void {
  cluster.answers.set('patch MeshInstall mesh', [
    () => {
      const { metadata, ...install } = cluster.mesh();
      cluster.put({
        ...install,
        metadata: { ...metadata, finalizers: [...(metadata.finalizers ?? []), 'example.test/x'] },
      });
    },
  ]);
}

describe('the finalizer of a MeshInstall', () => {
  it('is put beside those of others, once', async () => {
    const cluster = new PassCluster([meshInstall({}, { finalizers: ['example.test/x'] })]);
    await ensureFinalizer(cluster.pass());
    await ensureFinalizer(cluster.pass());
    expect(cluster.mesh().metadata.finalizers).toEqual(['example.test/x', FINALIZER]);
    expect(cluster.writes).toHaveLength(1);
  });

  it.each([
    ['put', ensureFinalizer, [], ['example.test/x']],
    ['removed', removeFinalizer, [FINALIZER], [FINALIZER, 'example.test/x']],
  ])('is not %s over a change that was not seen', async (_what, write, before, after) => {
    const cluster = new PassCluster([meshInstall({}, { finalizers: before })]);
    const pass = cluster.pass();
    meanwhile(cluster);
    expect(isConflict(await write(pass).catch((error: unknown) => error))).toBe(true);
    expect(cluster.mesh().metadata.finalizers).toEqual(after);
  });

  it('is removed from a MeshInstall that is gone already', async () => {
    const cluster = new PassCluster([meshInstall({}, { deletionTimestamp: '2026-01-01T00:00:00Z' })]);
    cluster.always.set('patch MeshInstall mesh', refusal(404, 'NotFound'));
    expect(await removeFinalizer(cluster.pass())).toBeUndefined();
  });
});
