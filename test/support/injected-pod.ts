import type { Manifest } from '../../src/api/manifest.ts';

/** The name that docs/proxy.md has for it. */
export const INJECTED = 'reviews-v1-6d8bc58dd7-abcde';

/** What a test may want different. */
interface Different {
  readonly annotations?: Readonly<Record<string, string>>;
  /** More arguments of istio-iptables. */
  readonly told?: readonly string[];
}

const TOLD = ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-i', '*', '-b', '*', '-d', '15020'];

/** What the injector of 1.4 makes of a pod with one application. */
export const injectedPod = (namespace = 'default', { annotations = {}, told = [] }: Different = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: INJECTED, namespace, annotations: { ...annotations } },
  spec: {
    automountServiceAccountToken: false,
    initContainers: [
      {
        name: 'istio-init',
        image: 'docker.io/istio/proxyv2:1.4.10',
        command: [...TOLD, ...told],
      },
    ],
    containers: [
      { name: 'reviews', image: 'reviews', ports: [{ containerPort: 9080, name: 'http' }] },
      {
        name: 'istio-proxy',
        image: 'docker.io/istio/proxyv2:1.4.10',
        args: ['proxy', 'sidecar', '--discoveryAddress', 'istio-pilot.istio-system:15010', '--statusPort', '15020'],
      },
    ],
  },
});
