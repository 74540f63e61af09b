import { addonImage } from '../kit/images.ts';
import { configMap, service } from '../kit/objects.ts';
import type { Container, Manifest } from '../kit/types.ts';
import { container, deployment } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { MIXER_ACCOUNT } from './mixer-container.ts';

const NAME = 'istio-statsd-prom-bridge';
const SELECTOR = { istio: 'statsd-prom-bridge' };

/** Turns the statsd messages of the gateways into metrics, for proxies that cannot show them to Prometheus. */
export function statsdBridge(mesh: Mesh, image: string): Manifest[] {
  const { components, defaults } = mesh.spec;
  const autoscaling = { ...components.telemetry.autoscaling, enabled: false };
  const settings = { ...components.telemetry, autoscaling, replicas: 1, resources: defaults.resources };
  return [
    configMap(mesh, NAME, { istio: 'mixer' }, { 'mapping.conf': '' }),
    service(mesh, NAME, SELECTOR, {
      ports: [
        { name: 'statsd-prom', port: 9102 },
        { name: 'statsd-udp', port: 9125, protocol: 'UDP' },
      ],
      selector: SELECTOR,
    }),
    deployment(mesh, {
      name: NAME,
      labels: { istio: 'mixer' },
      podLabels: SELECTOR,
      selector: SELECTOR,
      settings,
      pod: {
        serviceAccountName: MIXER_ACCOUNT,
        containers: [exporter(mesh, image)],
        volumes: [{ name: 'config-volume', configMap: { name: NAME } }],
      },
    }),
  ];
}

function exporter(mesh: Mesh, image: string): Container {
  const reference = addonImage(mesh, 'statsd-prom-bridge', image);
  return {
    ...container(mesh, 'statsd-prom-bridge', reference, mesh.spec.defaults.resources),
    ports: [{ containerPort: 9102 }, { containerPort: 9125, protocol: 'UDP' }],
    args: ['-statsd.mapping-config=/etc/statsd/mapping.conf'],
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/statsd' }],
  };
}
