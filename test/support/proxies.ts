import type { Manifest } from '../../src/api/manifest.ts';
import type { Proxy } from '../../src/core/model/proxy.ts';

interface PodOptions {
  readonly container?: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly owner?: { readonly kind: string; readonly name: string };
}

/** A running pod of namespace `shop` with a sidecar of 1.4.10, of the Deployment `reviews-v1` unless said otherwise. */
export function podWithProxy(options: PodOptions = {}): Manifest {
  const { container = 'istio-proxy', image = 'docker.io/istio/proxyv2:1.4.10', args, owner } = options;
  const { kind, name } = owner ?? { kind: 'ReplicaSet', name: 'reviews-v1-5f6d8c' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-x7k2p`,
      namespace: 'shop',
      labels: { app: 'reviews', ...(kind === 'ReplicaSet' && { 'pod-template-hash': '5f6d8c' }) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
    },
    spec: {
      containers: [
        { name: 'app', image: 'app:1' },
        { name: container, image, ...(args && { args }) },
      ],
    },
    status: { phase: 'Running' },
  };
}

/** A sidecar of a version, of the mesh in `istio-system`. */
export const sidecar = (version: string, namespace = 'shop', more: Partial<Proxy> = {}): Proxy => ({
  namespace,
  pod: 'reviews-v1-5f6d8c-x7k2p',
  image: `docker.io/istio/proxyv2:${version}`,
  role: 'sidecar',
  controlPlane: 'istio-system',
  ...more,
});
