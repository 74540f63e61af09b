import { z } from 'zod';
import { address, anyObject, duration, hostPort, stringMap } from './scalars.ts';

const mtls = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Strict mutual TLS between all sidecars. Default: false (permissive).'),
    auto: z.boolean().optional().describe('Clients use mutual TLS where the server has a sidecar. Default: false.'),
  });

const accessLog = () =>
  z.strictObject({
    file: z.string().optional().describe('File of the access log, for example /dev/stdout; empty turns it off.'),
    encoding: z.enum(['TEXT', 'JSON']).optional().describe('Encoding of a line. Default: TEXT.'),
    format: z.string().optional().describe("Format of a line; empty is Envoy's default."),
  });

/** A service to which every Envoy sends something by gRPC (RemoteService of MeshConfig). */
const proxyService = (what: string) =>
  z.strictObject({
    address: hostPort().optional().describe(`host:port of the service that takes ${what}; empty is none.`),
    tlsSettings: z
      .strictObject({
        mode: z.enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']).optional().describe('Default: DISABLE.'),
        clientCertificate: z.string().optional().describe('File of the certificate in the container; with MUTUAL.'),
        privateKey: z.string().optional().describe('File of its key in the container; with MUTUAL.'),
        caCertificates: z.string().optional().describe('File of the CA certificates; empty trusts any server.'),
        sni: z.string().optional().describe('Name of the server during the handshake.'),
        subjectAltNames: z.array(z.string().min(1)).optional().describe('Names of which the server has to have one.'),
      })
      .optional()
      .describe('TLS of the connection.'),
    tcpKeepalive: z
      .strictObject({
        probes: z.int().min(1).optional().describe('Probes without an answer until it is closed. Default: 3.'),
        time: duration().optional().describe('Idle time before the first probe. Default: 10s.'),
        interval: duration().optional().describe('Time between probes. Default: 10s.'),
      })
      .optional()
      .describe('Probes that find out whether the connection is alive.'),
  });

const coreDump = () =>
  z.strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe(
        'Envoys of sidecars and gateways write core dumps when they crash. A privileged init container of each pod ' +
          'changes kernel.core_pattern of its whole node. Default: false.',
      ),
    image: z.string().min(1).optional().describe('Image with a shell and sysctl. Default: ubuntu:xenial.'),
  });

const tracing = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Sidecars send spans. Default: true.'),
    sampling: z.number().min(0).max(100).optional().describe('Share of requests that are traced, in percent.'),
    tracer: z.enum(['zipkin', 'lightstep', 'datadog']).optional().describe('Protocol of the tracer. Default: zipkin.'),
    zipkin: z
      .strictObject({ address: hostPort().optional().describe('host:port; empty is zipkin.<namespace>:9411.') })
      .optional()
      .describe('Settings of the zipkin tracer.'),
    lightstep: z
      .strictObject({
        address: hostPort().optional().describe('host:port of the satellite pool.'),
        accessToken: z.string().optional().describe('Access token of the project.'),
        secure: z.boolean().optional().describe('Connect with TLS. Default: true.'),
        cacertPath: z.string().optional().describe('CA file in the sidecar.'),
      })
      .optional()
      .describe('Settings of the lightstep tracer.'),
    datadog: z
      .strictObject({ address: hostPort().optional().describe('host:port of the agent. Default: $(HOST_IP):8126.') })
      .optional()
      .describe('Settings of the datadog tracer.'),
  });

const kubernetesIngress = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Serve Kubernetes Ingress objects. Default: false.'),
    gateway: z.string().optional().describe('Value of the istio label of the gateway. Default: ingressgateway.'),
    https: z.boolean().optional().describe('Serve port 443 with the gateway certificate. Default: false.'),
  });

const remote = () =>
  z.strictObject({
    pilotAddress: address().optional().describe('Address of the pilot of another cluster; empty is the own one.'),
    policyAddress: address().optional().describe('Address of the mixer policy of another cluster.'),
    telemetryAddress: address().optional().describe('Address of the mixer telemetry of another cluster.'),
    createServiceEndpoints: z
      .boolean()
      .optional()
      .describe('Services istio-pilot, istio-policy and istio-telemetry lead to the addresses (IP). Default: false.'),
    grantAccess: z
      .boolean()
      .optional()
      .describe('Account istio-multi, by which the pilot of another cluster reads this one. Default: false.'),
  });

const multiCluster = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Gateways for hosts of other clusters, *.global. Default: false.'),
    clusterName: z.string().optional().describe('Name of this cluster for pilot; empty is Kubernetes.'),
    network: z.string().optional().describe('Network of this cluster, one of mesh.networks; empty is none.'),
    podDNSSearchNamespaces: z
      .array(z.string().min(1))
      .optional()
      .describe('Additional DNS search domains of injected pods.'),
  });

const expansion = () =>
  z.strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe('Machines outside of the cluster reach the control plane. Default: false.'),
    useILB: z.boolean().optional().describe('Through istio-ilbgateway, not istio-ingressgateway. Default: false.'),
  });

const certificate = () =>
  z.strictObject({
    secretName: z.string().min(1).describe('Secret that pilot writes, for example dns.istio-galley-service-account.'),
    dnsNames: z.array(z.string().min(1)).optional().describe('DNS names of the certificate.'),
  });

/** `spec.mesh`: behaviour of the whole mesh. */
export const mesh = () =>
  z.strictObject({
    mtls: mtls().optional().describe('Mutual TLS between workloads.'),
    controlPlaneSecurity: z.boolean().optional().describe('Mutual TLS to the control plane. Default: false.'),
    trustDomain: z
      .string()
      .optional()
      .describe('Trust domain of identities; empty is cluster.local, whatever the cluster domain.'),
    trustDomainAliases: z
      .array(z.string().min(1))
      .optional()
      .describe('Trust domains whose identities count as those of trustDomain.'),
    id: z.string().optional().describe('Name of the mesh among several; empty is the trust domain.'),
    clusterDomain: z.string().min(1).optional().describe('DNS domain of the cluster. Default: cluster.local.'),
    outboundTrafficPolicy: z
      .enum(['ALLOW_ANY', 'REGISTRY_ONLY'])
      .optional()
      .describe('Whether sidecars let traffic out to hosts that the mesh does not know. Default: ALLOW_ANY.'),
    policyChecks: z.boolean().optional().describe('Sidecars ask policy before each request. Default: false.'),
    policyCheckFailOpen: z.boolean().optional().describe('Let requests pass when policy is away. Default: false.'),
    accessLog: accessLog().optional().describe("Access log of the sidecars' Envoy."),
    accessLogService: proxyService('access logs')
      .optional()
      .describe('Where every Envoy sends its access log to, beside the file.'),
    metricsService: proxyService('metrics')
      .optional()
      .describe('Where every Envoy pushes its metrics to, beside showing them to Prometheus.'),
    coreDump: coreDump().optional().describe('Core dumps of Envoy.'),
    tracing: tracing().optional().describe('Distributed tracing.'),
    statsd: z
      .strictObject({ address: hostPort().optional().describe('host:port; empty is none.') })
      .optional()
      .describe('Where every Envoy sends its statistics to, beside showing them to Prometheus.'),
    configValidation: z.boolean().optional().describe('Galley validates Istio configuration. Default: true.'),
    useMCP: z.boolean().optional().describe('Pilot and mixer read configuration from galley. Default: true.'),
    oneNamespace: z
      .boolean()
      .optional()
      .describe('Pilot looks at the namespace of the control plane only. Default: false.'),
    certificates: z
      .array(certificate())
      .optional()
      .describe(
        'Certificates of webhooks that Kubernetes before 1.22 signs and pilot keeps; empty leaves them to citadel.',
      ),
    locality: anyObject().optional().describe('Locality load balancing (localityLbSetting of MeshConfig).'),
    networks: anyObject().optional().describe('Mesh networks by name (meshNetworks).'),
    kubernetesIngress: kubernetesIngress().optional().describe('Kubernetes Ingress through a gateway.'),
    multiCluster: multiCluster().optional().describe('This cluster as one of several.'),
    expansion: expansion().optional().describe('Machines outside of the cluster as part of the mesh.'),
    remote: remote().optional().describe('A control plane in another cluster, or of other clusters.'),
    config: anyObject().optional().describe('Raw MeshConfig fields, merged last over what we render.'),
  });

const labelSelectors = () =>
  z.array(
    z.strictObject({
      matchLabels: stringMap().optional().describe('Labels that a pod has.'),
      matchExpressions: z
        .array(
          z.strictObject({
            key: z.string().describe('Label key.'),
            operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']).describe('Comparison.'),
            values: z.array(z.string()).optional().describe('Values for In and NotIn.'),
          }),
        )
        .optional()
        .describe('Expressions over labels.'),
    }),
  );

export { labelSelectors };
