import type { Manifest } from '../../../api/manifest.ts';
import { labelsOf, list, record, text, valuesAt } from '../../reading.ts';
import type { MeshView } from '../mesh-view.ts';
import type { Hit, Rule } from '../rule.ts';

/** Protocols that a port's name says by its prefix (istio.io/docs/ops/configuration/traffic-management/protocol-selection). */
const SAID = /^(grpc|grpc-web|http|http2|http3|https|mongo|mysql|redis|tcp|tls|udp|quic)(-|$)/;

/** Ports where the server speaks first, so that waiting for the client's words waits in vain. */
const SERVER_FIRST: Readonly<Record<number, string>> = {
  21: 'FTP',
  25: 'SMTP',
  110: 'POP3',
  143: 'IMAP',
  587: 'SMTP',
  3306: 'MySQL',
  5672: 'AMQP',
};

/** Ports for which no detection takes place, whatever their name is (pilot, protocol instances). */
const WELL_KNOWN: readonly number[] = [25, 53, 3306, 27017];

function portHits(service: Manifest, view: MeshView): Hit[] {
  if (!view.isInMesh(service.metadata.namespace)) return [];
  if (record(service['spec'])['type'] === 'ExternalName') return [];
  return valuesAt(service, 'spec.ports[]').flatMap(({ field, value }) => {
    const { name, port, protocol = 'TCP', appProtocol } = record(value);
    const said = text(name) ?? '';
    const number = typeof port === 'number' ? port : 0;
    const isTold = appProtocol !== undefined || SAID.test(said) || protocol !== 'TCP' || WELL_KNOWN.includes(number);
    if (isTold) return [];
    const first = SERVER_FIRST[number];
    const which = said === '' ? `port ${number} has no name` : `port ${number} is called ${said}`;
    const message = `${which}, which says no protocol`;
    return [
      first === undefined
        ? { field, message }
        : { field, message: `${message}; with ${first} the server speaks first`, severity: 'blocks' },
    ];
  });
}

const isHeadless = (service: Manifest): boolean => record(service['spec'])['clusterIP'] === 'None';

function setsOf(service: Manifest, view: MeshView): Manifest[] {
  const { name, namespace } = service.metadata;
  return view
    .of('StatefulSet.apps')
    .filter((set) => set.metadata.namespace === namespace && record(set['spec'])['serviceName'] === name);
}

function headlessHits(service: Manifest, view: MeshView): Hit[] {
  if (!isHeadless(service) || !view.isInMesh(service.metadata.namespace)) return [];
  const sets = setsOf(service, view).map(({ metadata }) => metadata.name);
  const of = sets.length === 0 ? '' : ` of StatefulSet ${sets.join(', ')}`;
  return [{ field: 'spec.clusterIP', message: `is headless${of}: callers reach single pods` }];
}

/** The labels that the sidecars of a namespace depend on. */
function namespaceHits(namespace: Manifest): Hit[] {
  const labels = labelsOf(namespace);
  const [injection, revision] = [labels['istio-injection'], labels['istio.io/rev']];
  if (injection === 'enabled' && revision !== undefined) {
    const message = `has istio-injection beside istio.io/rev: ${revision}, and istio-injection wins`;
    return [{ field: 'metadata.labels', message, severity: 'blocks' }];
  }
  const hits: Hit[] =
    injection === 'enabled' ? [{ field: 'metadata.labels', message: 'is injected by istio-injection' }] : [];
  const environment = labels['istio-env'];
  if (environment !== undefined)
    hits.push({
      field: 'metadata.labels',
      message: `belongs to the control plane of istio-env: ${environment}`,
      severity: 'blocks',
    });
  return hits;
}

/** Services and namespaces. */
export const SERVICE_RULES: readonly Rule[] = [
  {
    id: 'namespace-injection',
    title: 'namespaces that are injected',
    severity: 'changes',
    kinds: ['Namespace'],
    finds: namespaceHits,
    happens:
      'The label means the default control plane: with the classic injector gone nobody injects, unless a revision is tagged `default`.',
    remedy: 'Replace the label by `istio.io/rev` when the namespace moves, and restart its workloads.',
    source: 'istio.io/docs/setup/upgrade/canary',
  },
  {
    id: 'service-ports',
    title: 'ports that do not say their protocol',
    severity: 'changes',
    kinds: ['Service'],
    finds: portHits,
    happens:
      'Until 1.4 the port was TCP for its server; now the proxy looks at the first bytes, and what is HTTP gets routes, policies and metrics of HTTP.',
    remedy: 'Name the port by its protocol, such as `http-web` or `tcp-db`, or set `appProtocol`.',
    source:
      'istio.io/docs/ops/configuration/traffic-management/protocol-selection; istio.io/news/releases/1.5.x for inbound',
  },
  {
    id: 'headless-service',
    title: 'headless Services',
    severity: 'changes',
    kinds: ['Service'],
    finds: headlessHits,
    happens:
      'Callers with a proxy use mutual TLS to single pods by themselves, and requests arrive at the address of the pod.',
    remedy:
      'Try it: peers of a StatefulSet that call each other all need a sidecar of the same mesh, or `peers` in plain text a PeerAuthentication for their port.',
    source:
      'istio.io/docs/ops/configuration/traffic-management/traffic-routing; istio.io/blog/2021/upcoming-networking-changes',
  },
  {
    id: 'ingress-class',
    title: 'Ingresses',
    severity: 'changes',
    kinds: ['Ingress.networking.k8s.io', 'Ingress.extensions'],
    finds: (ingress) =>
      ingress.metadata.annotations?.['kubernetes.io/ingress.class'] === 'istio'
        ? [{ field: 'metadata.annotations', message: `is served by the mesh, for ${hostsOf(ingress)}` }]
        : [],
    happens:
      'It is served by the Service that the mesh config of istiod names (`ingressService`, `ingressSelector`), not by the old gateway.',
    remedy: 'Write a Gateway and a VirtualService, or name the new gateway in the mesh config.',
    source: 'istio.io/docs/tasks/traffic-management/ingress/kubernetes-ingress',
  },
];

const hostsOf = (ingress: Manifest): string => {
  const hosts = list(record(ingress['spec'])['rules']).map((rule) => text(record(rule)['host']) ?? '*');
  return hosts.length === 0 ? 'every host' : hosts.join(', ');
};
