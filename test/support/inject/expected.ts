import type { Minor } from '../../../charts/catalog/minor.ts';
import type { InjectedContainer, Injection } from './inject.ts';

/** What a release adds to the pod `hello`, which has one port 80, with the settings of its official chart. */
interface Expected {
  readonly version: string;
  /** Words of the command or the arguments of istio-init; `''` stands for an empty one. */
  readonly init: string;
  readonly initImage: string;
  readonly initSecurity: object;
  readonly args: string;
  /** Environment in order: NAME=value, or NAME<-field of the pod. */
  readonly env: readonly string[];
  readonly security: object;
}

const small = { limits: { cpu: '100m', memory: '50Mi' }, requests: { cpu: '10m', memory: '10Mi' } };
const large = { limits: { cpu: '2000m', memory: '1024Mi' }, requests: { cpu: '100m', memory: '128Mi' } };
const unprivileged = { allowPrivilegeEscalation: false, privileged: false };

const START =
  '--configPath /etc/istio/proxy --binaryPath /usr/local/bin/envoy --serviceCluster hello{ns} ' +
  '--drainDuration 45s --parentShutdownDuration 1m0s --discoveryAddress istio-pilot.istio-system:';
const DOMAIN = '--domain $(POD_NAMESPACE).svc.cluster.local';
const ZIPKIN = '--zipkinAddress zipkin.istio-system:9411';
const END =
  '--connectTimeout 10s --proxyAdminPort 15000 --concurrency 2 --controlPlaneAuthPolicy NONE ' +
  '--statusPort 15020 --applicationPorts 80';
const startWithNamespace = `proxy sidecar ${DOMAIN} ${START.replace('{ns}', '.$(POD_NAMESPACE)')}15010 ${ZIPKIN}`;
const since12 = `${startWithNamespace} --dnsRefreshRate 300s ${END}`;

const fields = ['POD_NAME<-metadata.name', 'POD_NAMESPACE<-metadata.namespace', 'INSTANCE_IP<-status.podIP'];
const podName = 'ISTIO_META_POD_NAME<-metadata.name';
const configNamespace = 'ISTIO_META_CONFIG_NAMESPACE<-metadata.namespace';
const mode = 'ISTIO_META_INTERCEPTION_MODE=REDIRECT';
const included = 'ISTIO_META_INCLUDE_INBOUND_PORTS=80';
const labels = 'ISTIO_METAJSON_LABELS={"app":"hello"}';
const envSince13 = (owner: string): string[] => [
  'POD_NAME<-metadata.name',
  'ISTIO_META_POD_PORTS=[\n    {"name":"http","containerPort":80}\n]',
  'ISTIO_META_CLUSTER_ID=Kubernetes',
  'POD_NAMESPACE<-metadata.namespace',
  'INSTANCE_IP<-status.podIP',
  'SERVICE_ACCOUNT<-spec.serviceAccountName',
  ...[podName, configNamespace, 'SDS_ENABLED=false', mode, included, labels],
  'ISTIO_META_WORKLOAD_NAME=hello',
  `ISTIO_META_OWNER=kubernetes://${owner}/apps/v1/namespaces/default/deployments/hello`,
];

const netAdmin = { capabilities: { add: ['NET_ADMIN'] } };
const root = { ...netAdmin, runAsNonRoot: false, runAsUser: 0 };
const plainUser = { readOnlyRootFilesystem: true, runAsUser: 1337 };
const confinedRoot = {
  ...unprivileged,
  capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
  readOnlyRootFilesystem: false,
  runAsGroup: 0,
  runAsNonRoot: false,
  runAsUser: 0,
};
const confinedUser = {
  ...unprivileged,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsGroup: 1337,
  runAsNonRoot: true,
  runAsUser: 1337,
};

const TABLE: Readonly<Record<Minor, Expected>> = {
  '1.0': {
    version: '1.0.6',
    init: `-p 15001 -u 1337 -m REDIRECT -i * -x '' -b 80 -d ''`,
    initImage: 'proxy_init',
    initSecurity: { ...netAdmin, privileged: true },
    args:
      `proxy sidecar ${START.replace('{ns}', '')}15007 --discoveryRefreshDelay 1s ${ZIPKIN} ` +
      '--connectTimeout 10s --proxyAdminPort 15000 --controlPlaneAuthPolicy NONE',
    env: [...fields, podName, mode, labels],
    security: plainUser,
  },
  '1.1': {
    version: '1.1.17',
    init: `-p 15001 -u 1337 -m REDIRECT -i * -x '' -b 80 -d 15020`,
    initImage: 'proxy_init',
    initSecurity: root,
    args: `${startWithNamespace} ${END}`,
    env: [...fields, podName, configNamespace, mode, labels],
    security: plainUser,
  },
  '1.2': {
    version: '1.2.10',
    init: `-p 15001 -u 1337 -m REDIRECT -i * -x '' -b 80 -d 15020`,
    initImage: 'proxy_init',
    initSecurity: root,
    args: since12,
    env: [...fields, podName, configNamespace, mode, included, labels],
    security: plainUser,
  },
  '1.3': {
    version: '1.3.8',
    init: `-p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x '' -b * -d 15020`,
    initImage: 'proxy_init',
    initSecurity: confinedRoot,
    args: since12,
    env: envSince13('api'),
    security: confinedUser,
  },
  '1.4': {
    version: '1.4.10',
    init: `istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x '' -b * -d 15020`,
    initImage: 'proxyv2',
    initSecurity: confinedRoot,
    args: since12,
    env: envSince13('apis'),
    security: confinedUser,
  },
};

const words = (text: string): string[] => text.split(' ').map((word) => (word === `''` ? '' : word));

function variable(text: string): { name: string; value?: string; valueFrom?: object } {
  const [, name = '', sign, rest = ''] = /^([A-Z_]+)(=|<-)([^]*)$/.exec(text) ?? [];
  return sign === '=' ? { name, value: rest } : { name, valueFrom: { fieldRef: { fieldPath: rest } } };
}

const probe = {
  httpGet: { path: '/healthz/ready', port: 15020 },
  initialDelaySeconds: 1,
  periodSeconds: 2,
  failureThreshold: 30,
};

const redirection = {
  'sidecar.istio.io/interceptionMode': 'REDIRECT',
  'traffic.sidecar.istio.io/includeOutboundIPRanges': '*',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': '',
  'traffic.sidecar.istio.io/includeInboundPorts': '80',
  'traffic.sidecar.istio.io/excludeInboundPorts': '15020',
  'traffic.sidecar.istio.io/kubevirtInterfaces': '',
};

/** What the injector of a release line adds to the pod, and the release in which it was seen. */
export function expectedOf(minor: Minor): { readonly version: string; readonly injection: Injection } {
  const row = TABLE[minor];
  const injection: Injection = {
    ...(minor !== '1.0' && { rewriteAppHTTPProbe: false }),
    initContainers: [initOf(minor, row)],
    containers: [sidecarOf(minor, row)],
    volumes: [
      { emptyDir: { medium: 'Memory' }, name: 'istio-envoy' },
      { name: 'istio-certs', secret: { optional: true, secretName: 'istio.default' } },
    ],
    ...(minor >= '1.3' && { podRedirectAnnot: redirection }),
  };
  return { version: row.version, injection };
}

const image = (name: string, { version }: Expected) => ({
  image: `docker.io/istio/${name}:${version}`,
  imagePullPolicy: 'IfNotPresent',
});

function initOf(minor: Minor, row: Expected): InjectedContainer {
  return {
    name: 'istio-init',
    ...image(row.initImage, row),
    [minor === '1.4' ? 'command' : 'args']: words(row.init),
    ...(minor !== '1.0' && { resources: small }),
    securityContext: row.initSecurity,
    restartPolicy: 'Always',
  };
}

function sidecarOf(minor: Minor, row: Expected): InjectedContainer {
  return {
    name: 'istio-proxy',
    ...image('proxyv2', row),
    ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
    args: words(row.args),
    env: row.env.map(variable),
    ...(minor !== '1.0' && { readinessProbe: probe }),
    securityContext: row.security,
    resources: minor === '1.0' ? { requests: { cpu: '10m' } } : large,
    volumeMounts: [
      { mountPath: '/etc/istio/proxy', name: 'istio-envoy' },
      { mountPath: '/etc/certs/', name: 'istio-certs', readOnly: true },
    ],
  } as InjectedContainer;
}
