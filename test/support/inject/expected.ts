import type { InjectedContainer, Injection } from './inject.ts';

const field = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const init: InjectedContainer = {
  name: 'istio-init',
  image: 'docker.io/istio/proxyv2:1.4.10',
  imagePullPolicy: 'IfNotPresent',
  command: [
    'istio-iptables',
    ...'-p 15001 -z 15006 -u 1337 -m REDIRECT -i *'.split(' '),
    '-x',
    '',
    ...'-b * -d 15020'.split(' '),
  ],
  resources: { limits: { cpu: '100m', memory: '50Mi' }, requests: { cpu: '10m', memory: '10Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    privileged: false,
    capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
    readOnlyRootFilesystem: false,
    runAsGroup: 0,
    runAsNonRoot: false,
    runAsUser: 0,
  },
  restartPolicy: 'Always',
};

const sidecar = {
  name: 'istio-proxy',
  image: 'docker.io/istio/proxyv2:1.4.10',
  imagePullPolicy: 'IfNotPresent',
  ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
  args: [
    ...['proxy', 'sidecar'],
    ...['--domain', '$(POD_NAMESPACE).svc.cluster.local'],
    ...['--configPath', '/etc/istio/proxy'],
    ...['--binaryPath', '/usr/local/bin/envoy'],
    ...['--serviceCluster', 'hello.$(POD_NAMESPACE)'],
    ...['--drainDuration', '45s'],
    ...['--parentShutdownDuration', '1m0s'],
    ...['--discoveryAddress', 'istio-pilot.istio-system:15010'],
    ...['--zipkinAddress', 'zipkin.istio-system:9411'],
    ...['--dnsRefreshRate', '300s'],
    ...['--connectTimeout', '10s'],
    ...['--proxyAdminPort', '15000'],
    ...['--concurrency', '2'],
    ...['--controlPlaneAuthPolicy', 'NONE'],
    ...['--statusPort', '15020'],
    ...['--applicationPorts', '80'],
  ],
  env: [
    field('POD_NAME', 'metadata.name'),
    { name: 'ISTIO_META_POD_PORTS', value: '[\n    {"name":"http","containerPort":80}\n]' },
    { name: 'ISTIO_META_CLUSTER_ID', value: 'Kubernetes' },
    field('POD_NAMESPACE', 'metadata.namespace'),
    field('INSTANCE_IP', 'status.podIP'),
    field('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    field('ISTIO_META_POD_NAME', 'metadata.name'),
    field('ISTIO_META_CONFIG_NAMESPACE', 'metadata.namespace'),
    { name: 'SDS_ENABLED', value: 'false' },
    { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
    { name: 'ISTIO_META_INCLUDE_INBOUND_PORTS', value: '80' },
    { name: 'ISTIO_METAJSON_LABELS', value: '{"app":"hello"}' },
    { name: 'ISTIO_META_WORKLOAD_NAME', value: 'hello' },
    { name: 'ISTIO_META_OWNER', value: 'kubernetes://apis/apps/v1/namespaces/default/deployments/hello' },
  ],
  readinessProbe: {
    httpGet: { path: '/healthz/ready', port: 15020 },
    initialDelaySeconds: 1,
    periodSeconds: 2,
    failureThreshold: 30,
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsGroup: 1337,
    runAsNonRoot: true,
    runAsUser: 1337,
  },
  resources: { limits: { cpu: '2000m', memory: '1024Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [
    { mountPath: '/etc/istio/proxy', name: 'istio-envoy' },
    { mountPath: '/etc/certs/', name: 'istio-certs', readOnly: true },
  ],
};

/** What the injector of 1.4.10 adds to the pod `hello` with the settings of its official chart. */
export const EXPECTED: Injection = {
  rewriteAppHTTPProbe: false,
  initContainers: [init],
  containers: [sidecar as unknown as InjectedContainer],
  volumes: [
    { emptyDir: { medium: 'Memory' }, name: 'istio-envoy' },
    { name: 'istio-certs', secret: { optional: true, secretName: 'istio.default' } },
  ],
  podRedirectAnnot: {
    'sidecar.istio.io/interceptionMode': 'REDIRECT',
    'traffic.sidecar.istio.io/includeOutboundIPRanges': '*',
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': '',
    'traffic.sidecar.istio.io/includeInboundPorts': '80',
    'traffic.sidecar.istio.io/excludeInboundPorts': '15020',
    'traffic.sidecar.istio.io/kubevirtInterfaces': '',
  },
};
