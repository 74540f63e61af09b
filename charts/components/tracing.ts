import { rowOf } from '../catalog/minor.ts';
import { JAEGER, ZIPKIN, type Probing, type TracingFacts, type TracingService } from '../catalog/tracing.ts';
import { addonImage, podPullSecrets } from '../kit/images.ts';
import { service } from '../kit/objects.ts';
import type { Container, Labels, Manifest, Probe } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const PROVIDERS = { jaeger: JAEGER, zipkin: ZIPKIN } as const;

/** The tracing backend: collects the spans of the proxies and shows them. */
export function tracing(mesh: Mesh): Manifest[] {
  const settings = mesh.spec.components.tracing;
  const { provider } = settings;
  const facts = rowOf(PROVIDERS[provider], mesh.spec.version);
  const labels = { app: provider };
  const own = { app: facts.label === '' ? provider : facts.label };
  const workload = { name: facts.deployment, labels: own, selector: labels, settings };
  return [
    ...facts.services.map((entry) => tracingService(mesh, entry, labels)),
    deployment(mesh, {
      ...workload,
      podLabels: labels,
      podAnnotations: facts.podAnnotations,
      pod: {
        ...podPullSecrets(mesh),
        containers: [backend(mesh, facts)],
        ...(facts.dataPath !== '' && { volumes: [{ name: 'data', emptyDir: {} }] }),
      },
    }),
    ...scaling(mesh, workload),
  ];
}

function tracingService(mesh: Mesh, { name, labels, ports, headless }: TracingService, selector: Labels): Manifest {
  return service(
    mesh,
    name,
    { ...selector, ...labels },
    { type: 'ClusterIP', ...(headless === true && { clusterIP: 'None' }), ports: [...ports], selector },
  );
}

function backend(mesh: Mesh, facts: TracingFacts): Container {
  const settings = mesh.spec.components.tracing;
  return {
    ...container(
      mesh,
      facts.container,
      addonImage(mesh, 'tracing', facts.image, settings.image),
      resourcesOf(mesh, facts),
    ),
    ports: [...facts.ports],
    env: environment({ POD_NAMESPACE: 'metadata.namespace' }, { ...facts.env, ...settings.env }),
    livenessProbe: probe(facts.liveness),
    readinessProbe: probe(facts.readiness),
    ...(facts.dataPath !== '' && { volumeMounts: [{ name: 'data', mountPath: facts.dataPath }] }),
  };
}

/** What the program is known to need comes before spec.defaults, but not before what was asked for. */
function resourcesOf({ spec }: Mesh, facts: TracingFacts): TracingFacts['resources'] & object {
  const { resources } = spec.components.tracing;
  const isDefault = JSON.stringify(resources) === JSON.stringify(spec.defaults.resources);
  return isDefault ? (facts.resources ?? resources) : resources;
}

function probe({ port, path, initialDelaySeconds }: Probing): Probe {
  return {
    ...(path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } }),
    ...(initialDelaySeconds !== undefined && { initialDelaySeconds }),
  };
}
