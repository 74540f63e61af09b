import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { readerOf } from '../../../../src/core/rotation/readers.ts';

const CERTS = { name: 'certs', secret: { secretName: 'istio.default' } };
const MOUNT = [{ name: 'certs', mountPath: '/etc/certs' }];
const PROXY = {
  name: 'istio-proxy',
  image: 'docker.io/istio/proxyv2:1.3.8',
  args: ['proxy', 'sidecar'],
  volumeMounts: MOUNT,
};

function pod(spec: object, more: Partial<Manifest['metadata']> = {}, status: object = {}): Manifest {
  const metadata = { name: 'web-1', namespace: 'shop', creationTimestamp: '2026-06-01T00:00:00Z', ...more };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status };
}

describe('a pod that reads a certificate of citadel', () => {
  it('is one that mounts the Secret of an account, and known by its proxy where nobody else reads it', () => {
    expect(readerOf(pod({ volumes: [CERTS], containers: [{ name: 'web' }, PROXY] }))).toEqual({
      name: 'shop/web-1',
      namespace: 'shop',
      secret: 'shop/istio.default',
      createdAt: '2026-06-01T00:00:00Z',
      proxy: '1.3.8',
    });
  });

  it('reads it when it starts where a program of its own does so', () => {
    const galley = { name: 'galley', volumeMounts: MOUNT };
    expect(readerOf(pod({ volumes: [CERTS], containers: [galley] }))).not.toHaveProperty('proxy');
    expect(readerOf(pod({ volumes: [CERTS], containers: [galley, PROXY] }))).not.toHaveProperty('proxy');
  });

  it('belongs to what keeps it alive, and to nobody where it stands alone', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true };
    const spec = { volumes: [CERTS], containers: [PROXY] };
    expect(readerOf(pod(spec, { ownerReferences: [owner] }))?.workload).toEqual({
      kind: 'StatefulSet',
      namespace: 'shop',
      name: 'db',
    });
    expect(readerOf(pod(spec))).not.toHaveProperty('workload');
  });

  it('is found among other volumes, of Secrets and of none', () => {
    const others = [
      { name: 'tmp', emptyDir: {} },
      { name: 'mine', secret: { secretName: 'mine' } },
      { name: 'odd', secret: {} },
    ];
    expect(readerOf(pod({ volumes: [...others, CERTS], containers: [PROXY] }))).toMatchObject({
      secret: 'shop/istio.default',
      proxy: '1.3.8',
    });
  });

  it('is known by its proxy also where that mounts more, and others mount something else', () => {
    const proxy = { ...PROXY, volumeMounts: [{ name: 'envoy', mountPath: '/etc/istio/proxy' }, ...MOUNT] };
    const app = { name: 'web', volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] };
    expect(readerOf(pod({ volumes: [CERTS], containers: [app, proxy] }))?.proxy).toBe('1.3.8');
  });

  it('has no proxy where nobody mounts the volume', () => {
    expect(readerOf(pod({ volumes: [CERTS], containers: [{ ...PROXY, volumeMounts: [] }] }))).not.toHaveProperty(
      'proxy',
    );
  });

  it('is one before anything is known of how it is', () => {
    const { status: _, ...fresh } = pod({ volumes: [CERTS], containers: [PROXY] }) as Manifest & { status: object };
    expect(readerOf(fresh)).toBeDefined();
  });

  it('is a node agent, too, which asks citadel', () => {
    const agent = readerOf(pod({ containers: [{ name: 'nodeagent' }] }, { labels: { app: 'nodeagent' } }));
    expect(agent).toMatchObject({ name: 'shop/web-1' });
    expect(agent).not.toHaveProperty('secret');
  });

  it.each([
    ['mounts none', pod({ containers: [PROXY] })],
    ['mounts other Secrets only', pod({ volumes: [{ name: 'a', secret: { secretName: 'my-istio.x' } }] })],
    ['the apiserver never created', pod({ volumes: [CERTS] }, { creationTimestamp: undefined as never })],
    ['has failed', pod({ volumes: [CERTS], containers: [PROXY] }, {}, { phase: 'Failed' })],
    ['has ended', pod({ volumes: [CERTS], containers: [PROXY] }, {}, { phase: 'Succeeded' })],
    ['is going', pod({ volumes: [CERTS], containers: [PROXY] }, { deletionTimestamp: '2026-06-01T00:00:01Z' })],
  ])('is none that %s', (_what, given) => {
    expect(readerOf(given)).toBeUndefined();
  });
});
