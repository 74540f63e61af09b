import type { Manifest } from '../../src/api/manifest.ts';

/** A Deployment `web` whose pods have a sidecar, as far as certificates are concerned. */
export const workloadWithSidecar = (namespace: string, version: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'web', image: 'docker.io/library/web:1' },
          {
            name: 'istio-proxy',
            image: `docker.io/istio/proxyv2:${version}`,
            args: ['proxy', 'sidecar', '--discoveryAddress', 'istio-pilot.istio-system:15010'],
            volumeMounts: [{ name: 'istio-certs', mountPath: '/etc/certs' }],
          },
        ],
        volumes: [{ name: 'istio-certs', secret: { secretName: 'istio.default', optional: true } }],
      },
    },
  },
});

/** The webhook configuration of the injector. */
export const INJECTOR = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  name: 'istio-sidecar-injector',
};

/** How many roots the apiserver trusts for the first webhook of a configuration. */
export function rootsInBundle(configuration: Manifest): number {
  const [webhook] = configuration['webhooks'] as { clientConfig: { caBundle?: string } }[];
  const bundle = Buffer.from(webhook?.clientConfig.caBundle ?? '', 'base64').toString();
  return bundle.split('BEGIN CERTIFICATE').length - 1;
}
