import { rowOf, type ByMinor } from '../catalog/minor.ts';
import { JAEGER, ZIPKIN, type Probing, type TracingFacts, type TracingService } from '../catalog/tracing.ts';
import { claimOf, dataVolume } from '../kit/claim.ts';
import { addonImage, podPullSecrets } from '../kit/images.ts';
import { ingressOf } from '../kit/ingress.ts';
import { ipFamiliesOf } from '../kit/ip-families.ts';
import { service } from '../kit/objects.ts';
import type { Container, Labels, Manifest, Probe } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { BADGER_PATH, pagesPath, PROGRAMS, type TracingProgram } from './tracing-programs.ts';

const PROVIDERS: Readonly<Record<'jaeger' | 'zipkin', ByMinor<TracingFacts | null>>> = {
  jaeger: JAEGER,
  zipkin: ZIPKIN,
};
const CLAIM = 'istio-jaeger-pvc';

/** What is known of the backend that was chosen. */
interface Backend {
  readonly facts: TracingFacts;
  readonly program: TracingProgram;
  /** Labels of its pods. */
  readonly labels: Labels;
}

/** The tracing backend: collects the spans of the proxies and shows them. */
export function tracing(mesh: Mesh): Manifest[] {
  const settings = mesh.spec.components.tracing;
  const { provider } = settings;
  const facts = rowOf(PROVIDERS[provider], mesh.spec.version);
  if (facts === null) return [];
  const backend = { facts, program: PROGRAMS[provider](settings, facts), labels: { app: provider } };
  const { labels, program } = backend;
  const own = { app: facts.label === '' ? provider : facts.label };
  const workload = { name: facts.deployment, labels: own, selector: labels, settings };
  const { persistence } = settings.jaeger;
  return [
    ...services(mesh, backend),
    ...(program.storesSpans ? claimOf(mesh, persistence, CLAIM, labels) : []),
    deployment(mesh, {
      ...workload,
      podLabels: labels,
      podAnnotations: podAnnotations(mesh, facts),
      pod: {
        ...podPullSecrets(mesh),
        containers: [backendContainer(mesh, backend)],
        ...(program.storesSpans && { volumes: [dataVolume(persistence, CLAIM)] }),
      },
    }),
    ...scaling(mesh, workload),
    ...ingress(mesh, backend),
  ];
}

/** The two Services that sidecars (spans) and people (pages) know, whatever is behind them, and those of Jaeger. */
function services(mesh: Mesh, { facts, program, labels }: Backend): Manifest[] {
  const settings = mesh.spec.components.tracing.service;
  const { type, port, portName, annotations } = settings;
  const chosen = (name: TracingFacts['chosenService']): boolean => facts.chosenService === name;
  const { spanPort, webPort } = program;
  const spans = { name: portName, port: chosen('zipkin') ? port : spanPort, targetPort: spanPort, protocol: 'TCP' };
  const pages = { name: 'http-query', port: webServicePort(mesh, facts), targetPort: webPort, protocol: 'TCP' };
  const common = (name: 'zipkin' | 'tracing', only: typeof spans, notes = {}): Manifest => {
    const exposed = chosen(name) ? { type, ...ipFamiliesOf(settings) } : { type: 'ClusterIP' };
    return service(mesh, name, labels, { ...exposed, ports: [only], selector: labels }, notes);
  };
  return [
    ...facts.services.map((entry) => tracingService(mesh, entry, labels, annotations)),
    common('zipkin', spans),
    common('tracing', pages, annotations),
  ];
}

const webServicePort = ({ spec }: Mesh, { chosenService }: TracingFacts): number =>
  chosenService === 'tracing' ? spec.components.tracing.service.port : 80;

function tracingService(
  mesh: Mesh,
  { name, labels, ports, headless, showsPages }: TracingService,
  selector: Labels,
  annotations: Record<string, string>,
): Manifest {
  return service(
    mesh,
    name,
    { ...selector, ...labels },
    { type: 'ClusterIP', ...(headless === true && { clusterIP: 'None' }), ports: [...ports], selector },
    showsPages === true ? annotations : {},
  );
}

function ingress(mesh: Mesh, { facts, labels }: Backend): Manifest[] {
  const settings = mesh.spec.components.tracing;
  const toSpans = facts.ingressTo === 'zipkin';
  return ingressOf(mesh, settings.ingress, {
    name: 'istio-tracing',
    labels,
    service: facts.ingressTo,
    port: toSpans ? settings.service.port : webServicePort(mesh, facts),
    path: pagesPath(settings, facts),
  });
}

function podAnnotations({ spec }: Mesh, facts: TracingFacts): Record<string, string> {
  if (facts.metricsPath === undefined) return { ...facts.podAnnotations };
  const path = `${pagesPath(spec.components.tracing, facts)}${facts.metricsPath}`;
  return { ...facts.podAnnotations, 'prometheus.io/path': path };
}

function backendContainer(mesh: Mesh, { facts, program }: Backend): Container {
  const settings = mesh.spec.components.tracing;
  const image = addonImage(mesh, 'tracing', facts.image, settings.image);
  return {
    ...container(mesh, facts.container, image, resourcesOf(mesh, facts)),
    ports: facts.ports.length > 0 ? [...facts.ports] : [{ containerPort: program.webPort }],
    env: environment({ POD_NAMESPACE: 'metadata.namespace' }, { ...program.env, ...settings.env }),
    livenessProbe: probe(facts.liveness, program),
    readinessProbe: probe(facts.readiness, program),
    ...(program.storesSpans && { volumeMounts: [{ name: 'data', mountPath: BADGER_PATH }] }),
  };
}

/** What the program is known to need comes before spec.defaults, but not before what was asked for. */
function resourcesOf({ spec }: Mesh, facts: TracingFacts): TracingFacts['resources'] & object {
  const { resources } = spec.components.tracing;
  const isDefault = JSON.stringify(resources) === JSON.stringify(spec.defaults.resources);
  return isDefault ? (facts.resources ?? resources) : resources;
}

function probe({ port: own, path }: Probing, { webPort, startupDelay }: TracingProgram): Probe {
  const port = own ?? webPort;
  return {
    ...(path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } }),
    ...(startupDelay !== undefined && { initialDelaySeconds: startupDelay }),
  };
}
