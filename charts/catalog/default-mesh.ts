import type { ResolvedSpec } from '../../src/api/resolved.ts';

type MeshSettings = ResolvedSpec['mesh'];

/** A service that Envoy reports to; none while it has no address. */
const proxyService: MeshSettings['accessLogService'] = {
  address: '',
  tlsSettings: {
    mode: 'DISABLE',
    clientCertificate: '',
    privateKey: '',
    caCertificates: '',
    sni: '',
    subjectAltNames: [],
  },
  tcpKeepalive: { probes: 3, time: '10s', interval: '10s' },
};

/** Settings of the mesh as a whole, as 1.3 has them. */
export const MESH: MeshSettings = {
  mtls: { enabled: false, auto: false },
  controlPlaneSecurity: false,
  trustDomain: '',
  trustDomainAliases: [],
  id: '',
  clusterDomain: 'cluster.local',
  outboundTrafficPolicy: 'ALLOW_ANY',
  policyChecks: false,
  policyCheckFailOpen: false,
  accessLog: { file: '', encoding: 'TEXT', format: '' },
  accessLogService: proxyService,
  metricsService: proxyService,
  coreDump: { enabled: false, image: 'ubuntu:xenial' },
  tracing: {
    enabled: true,
    sampling: 1,
    tracer: 'zipkin',
    zipkin: { address: '' },
    lightstep: { address: '', accessToken: '', secure: true, cacertPath: '' },
    datadog: { address: '$(HOST_IP):8126' },
  },
  statsd: { address: '' },
  configValidation: true,
  useMCP: true,
  oneNamespace: false,
  certificates: [],
  locality: { enabled: true },
  networks: {},
  kubernetesIngress: { enabled: false, gateway: 'ingressgateway', https: false },
  config: {},
  multiCluster: { enabled: false, clusterName: '', network: '', podDNSSearchNamespaces: [] },
  expansion: { enabled: false, useILB: false },
  remote: {
    pilotAddress: '',
    policyAddress: '',
    telemetryAddress: '',
    createServiceEndpoints: false,
    grantAccess: false,
  },
};
