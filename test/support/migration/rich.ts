import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';

/** A mesh with as much as goes on in the target. */
export const RICH: MeshInstallSpec = {
  version: '1.4.10',
  images: { pullPolicy: 'Always', pullSecrets: ['mine'] },
  defaults: {
    nodeSelector: { pool: 'mesh' },
    tolerations: [{ operator: 'Exists' }],
    logLevel: 'default:debug',
    priorityClassName: 'high',
  },
  mesh: {
    trustDomain: 'td.example',
    trustDomainAliases: ['old.example'],
    id: 'mine',
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    accessLog: { file: '/dev/stdout', encoding: 'JSON', format: '{}' },
    accessLogService: { address: 'als:9000', tlsSettings: { mode: 'ISTIO_MUTUAL' } },
    metricsService: { address: 'metrics:9000' },
    tracing: { sampling: 20, zipkin: { address: 'zipkin.tracing:9411' } },
    statsd: { address: 'statsd:8125' },
    configValidation: true,
    locality: { enabled: true, failover: [{ from: 'a', to: 'b' }] },
    networks: { one: { endpoints: [{ fromRegistry: 'Kubernetes' }], gateways: [{ address: '192.0.2.1', port: 443 }] } },
    kubernetesIngress: { enabled: true },
    multiCluster: { clusterName: 'east', network: 'one' },
    config: { connectTimeout: '3s', h2UpgradePolicy: 'UPGRADE', defaultConfig: { drainDuration: '9s' } },
  },
  sidecar: {
    rewriteAppHTTPProbe: true,
    neverInjectSelector: [{ matchLabels: { a: 'b' } }],
    injectedAnnotations: { note: 'x' },
    resources: { limits: { cpu: '3' } },
    logLevel: 'debug',
    lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    capture: { excludeOutboundPorts: '3306', includeIPRanges: '10.0.0.0/8' },
    readiness: { statusPort: 15099 },
  },
  components: {
    pilot: {
      autoscaling: { min: 2, max: 7, cpuPercent: 60 },
      resources: { requests: { cpu: '300m' } },
      podAnnotations: { a: 'b' },
      rollout: { maxSurge: '50%' },
      keepaliveMaxServerConnectionAge: '10m',
      jwksResolverExtraRootCA: 'PEM',
    },
    galley: { analysis: true },
  },
  gateways: [
    {
      name: 'istio-ingressgateway',
      replicas: 3,
      autoscaling: { enabled: false },
      env: { A: 'b' },
      rollout: { maxUnavailable: 1 },
      serviceAnnotations: { internal: 'true' },
      loadBalancerSourceRanges: ['192.0.2.0/24'],
      externalTrafficPolicy: 'Local',
    },
  ],
};
