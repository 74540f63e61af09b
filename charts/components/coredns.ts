import { COREDNS, type CorednsFacts } from '../catalog/coredns.ts';
import { rowOf } from '../catalog/minor.ts';
import { configChecksum } from '../kit/checksum.ts';
import { addonImage } from '../kit/images.ts';
import { clusterAccess, configMap, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Container, Manifest, PodSpec } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const NAME = 'istiocoredns';
const ACCOUNT = 'istiocoredns-service-account';
const CONFIGURATION = 'coredns';
const LABELS = { app: NAME };

/** Answers for hosts of other clusters, `*.global`, as ServiceEntries describe them. */
export function coredns(mesh: Mesh): Manifest[] {
  const { namespace, components, version } = mesh.spec;
  const facts = rowOf(COREDNS, version);
  if (facts === null) return [];
  const names = { role: NAME, binding: `istio-${NAME}-role-binding-${namespace}`, account: ACCOUNT };
  const workload = { name: NAME, labels: LABELS, selector: LABELS, settings: components.coredns };
  const configuration = configMap(mesh, CONFIGURATION, LABELS, { Corefile: corefile(facts) });
  return [
    serviceAccount(mesh, ACCOUNT, LABELS),
    ...clusterAccess(mesh, names, LABELS, [rule(['networking.istio.io'], ['*'], READ)]),
    configuration,
    service(
      mesh,
      NAME,
      LABELS,
      {
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        ],
        selector: LABELS,
      },
      { 'networking.istio.io/exportTo': '.' },
    ),
    deployment(mesh, {
      ...workload,
      podLabels: LABELS,
      podAnnotations: configChecksum([configuration]),
      pod: pod(mesh, facts),
    }),
    ...scaling(mesh, workload),
  ];
}

function corefile({ forwarding }: CorednsFacts): string {
  const plugins = ['errors', 'health', ...forwarding, 'prometheus :9153', 'cache 30', 'reload'];
  return ['.:53 {', ...plugins.map((line) => `    ${line}`), '}', ''].join('\n');
}

/** `dnsPolicy: Default`: what it does not know it asks the servers of the node, and never itself. */
function pod(mesh: Mesh, facts: CorednsFacts): PodSpec {
  return {
    serviceAccountName: ACCOUNT,
    dnsPolicy: 'Default',
    containers: [server(mesh, facts), plugin(mesh, facts)],
    volumes: [
      { name: 'config-volume', configMap: { name: CONFIGURATION, items: [{ key: 'Corefile', path: 'Corefile' }] } },
    ],
  };
}

function server(mesh: Mesh, facts: CorednsFacts): Container {
  const settings = mesh.spec.components.coredns;
  return {
    ...container(mesh, 'coredns', addonImage(mesh, 'coredns', facts.image, settings.image), settings.resources),
    args: ['-conf', '/etc/coredns/Corefile'],
    ...(Object.keys(settings.env).length > 0 && { env: variables(settings.env) }),
    ports: [
      { containerPort: 53, name: 'dns', protocol: 'UDP' },
      { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
      { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
    ],
    livenessProbe: {
      httpGet: { path: '/health', port: 8080, scheme: 'HTTP' },
      initialDelaySeconds: 60,
      timeoutSeconds: 5,
      successThreshold: 1,
      failureThreshold: 5,
    },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns' }],
  };
}

/** Reads the ServiceEntries; CoreDNS asks it over gRPC. */
function plugin(mesh: Mesh, { pluginImage }: CorednsFacts): Container {
  const { resources } = mesh.spec.components.coredns;
  return {
    ...container(mesh, 'istio-coredns-plugin', addonImage(mesh, 'coredns-plugin', pluginImage), resources),
    command: ['/usr/local/bin/plugin'],
    ports: [{ containerPort: 8053, name: 'dns-grpc', protocol: 'TCP' }],
  };
}
