import { istioImage, podPullSecrets } from '../kit/images.ts';
import { service } from '../kit/objects.ts';
import type { Container, Manifest, Probe } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const NAME = 'servicegraph';
const LABELS = { app: NAME };
const PORT = 8088;

/** Servicegraph draws who calls whom, from the metrics in Prometheus. Kiali took its place in 1.2. */
export function servicegraph(mesh: Mesh): Manifest[] {
  const workload = { name: NAME, labels: LABELS, selector: LABELS, settings: mesh.spec.components.servicegraph };
  return [
    service(mesh, NAME, LABELS, {
      type: 'ClusterIP',
      ports: [{ name: 'http', protocol: 'TCP', port: PORT, targetPort: PORT }],
      selector: LABELS,
    }),
    deployment(mesh, {
      ...workload,
      podLabels: LABELS,
      pod: { ...podPullSecrets(mesh), containers: [servicegraphContainer(mesh)] },
    }),
    ...scaling(mesh, workload),
  ];
}

function servicegraphContainer(mesh: Mesh): Container {
  const settings = mesh.spec.components.servicegraph;
  const probe: Probe = { httpGet: { path: '/graph', port: PORT } };
  const env = variables(settings.env);
  return {
    ...container(mesh, NAME, istioImage(mesh, NAME, NAME, settings.image), settings.resources),
    args: [`--prometheusAddr=${settings.prometheusAddress}`],
    ports: [{ containerPort: PORT }],
    ...(env.length > 0 && { env }),
    livenessProbe: probe,
    readinessProbe: probe,
  };
}
