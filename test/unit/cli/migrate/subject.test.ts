import { describe, expect, it } from '@jest/globals';
import { liveSubject } from '../../../../src/cli/migrate/subject.ts';
import { ApiError } from '../../../../src/kube/errors.ts';
import type { KindRef, KubeClient, ServedKind } from '../../../../src/kube/operations.ts';

const MESH = {
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh' },
  spec: { version: '1.4.10' },
};

const KINDS = ['authentication.istio.io/v1alpha1 MeshPolicy', 'v1 Secret', 'v1 Pod'].map((text): ServedKind => {
  const [apiVersion = '', kind = ''] = text.split(' ');
  return { apiVersion, kind, resource: kind.toLowerCase(), namespaced: false, subresources: [] };
});

/** A cluster with one MeshInstall, in which some kind may not be listed. */
function clusterThatHides(hidden: string): KubeClient {
  const discovery = {
    servedKinds: () => Promise.resolve(KINDS),
    serverVersion: () => Promise.resolve({ major: 1, minor: 33, gitVersion: 'v1.33.0' }),
  };
  const list = ({ kind }: KindRef) =>
    kind === hidden
      ? Promise.reject(
          new ApiError({ code: 403, reason: 'Forbidden', verb: 'list', target: kind, serverMessage: 'no' }),
        )
      : Promise.resolve({ items: kind === 'MeshInstall' ? [MESH] : [], resourceVersion: '1' });
  return { discovery, list } as unknown as KubeClient;
}

describe('the mesh that a plan is for', () => {
  it('is the only one of the cluster', async () => {
    const { install, kubernetes } = await liveSubject(clusterThatHides('Nothing'), undefined);
    expect([install, kubernetes]).toEqual([{ name: 'mesh', spec: MESH.spec }, 33]);
  });

  it('is not planned for where policies may not be read: one that nobody saw would be replaced', async () => {
    await expect(liveSubject(clusterThatHides('MeshPolicy'), undefined)).rejects.toThrow(
      'cannot plan without everything that the mesh is: MeshPolicy.authentication.istio.io: you may not list it',
    );
  });

  it('is planned for without its Secrets', async () => {
    await expect(liveSubject(clusterThatHides('Secret'), undefined)).resolves.toMatchObject({
      install: { name: 'mesh' },
    });
  });
});
