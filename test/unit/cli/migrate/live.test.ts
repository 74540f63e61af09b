import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { readLiveMesh } from '../../../../src/cli/migrate/live.ts';
import { ApiError } from '../../../../src/kube/errors.ts';
import type { KubeClient, ListOptions, ServedKind } from '../../../../src/kube/operations.ts';

const served = (apiVersion: string, kind: string): ServedKind => ({
  apiVersion,
  kind,
  resource: `${kind.toLowerCase()}s`,
  namespaced: true,
  subresources: [],
});

const KINDS = [
  served('v1', 'Namespace'),
  served('v1', 'Secret'),
  served('networking.istio.io/v1', 'VirtualService'),
  served('networking.istio.io/v1alpha3', 'VirtualService'),
  served('config.istio.io/v1alpha2', 'novelty'),
  served('shop.example.com/v1', 'Order'),
];

const forbidden = (verb: string, target: string): ApiError =>
  new ApiError({ code: 403, reason: 'Forbidden', verb, target, serverMessage: 'no' });

/** A cluster that answers lists only, and remembers them. */
function cluster(mayRead: (kind: string) => boolean): { client: KubeClient; lists: string[] } {
  const lists: string[] = [];
  const discovery = {
    servedKinds: () => Promise.resolve(KINDS),
    serverVersion: () => Promise.resolve({ major: 1, minor: 33, gitVersion: 'v1.33.0' }),
  };
  const list = ({ apiVersion, kind }: ServedKind, { transform = (object) => object }: ListOptions) => {
    lists.push(`${apiVersion} ${kind}`);
    if (!mayRead(kind)) return Promise.reject(forbidden('list', kind));
    const data = { 'ca-cert.pem': 'public', 'ca-key.pem': 'hush' };
    const object: Manifest = { apiVersion, kind, metadata: { name: 'one' }, data };
    return Promise.resolve({ items: [transform(object)], resourceVersion: '1' });
  };
  return { client: { discovery, list } as unknown as KubeClient, lists };
}

describe('the mesh of a cluster', () => {
  it('is read by lists, each kind of Istio once, whatever versions it is served in', async () => {
    const { client, lists } = cluster(() => true);
    const { kubernetes } = await readLiveMesh(client);
    expect(kubernetes).toBe(33);
    expect(lists.filter((kind) => kind.includes('istio.io')).sort()).toEqual(
      ['networking.istio.io/v1 VirtualService', 'config.istio.io/v1alpha2 novelty'].sort(),
    );
    expect(lists).not.toContain('shop.example.com/v1 Order');
  });

  it('says what may not be read, and what is not served', async () => {
    const { unread } = await readLiveMesh(cluster((kind) => kind !== 'Secret').client);
    expect(unread).toContainEqual({ what: 'Secret', why: 'you may not list it' });
    expect(unread).toContainEqual({ what: 'Policy.authentication.istio.io', why: 'the cluster does not serve it' });
  });

  it('keeps no private key', async () => {
    const { objects } = await readLiveMesh(cluster(() => true).client);
    const secrets = objects.filter(({ kind }) => kind === 'Secret');
    expect(JSON.stringify(secrets)).toContain('public');
    expect(JSON.stringify(secrets)).not.toContain('hush');
  });

  it('is an error where nothing at all may be read', async () => {
    await expect(readLiveMesh(cluster(() => false).client)).rejects.toThrow(/^Forbidden: cannot list /);
  });
});
