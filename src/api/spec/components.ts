import { z } from 'zod';
import { grafana, kiali, prometheus, servicegraph, tracing } from './addons.ts';
import { legacyIngress } from './legacy-ingress.ts';
import { duration } from './scalars.ts';
import { workload } from './workload.ts';

const plain = (text: string) => z.strictObject(workload).optional().describe(text);

const pilot = () =>
  z.strictObject({
    ...workload,
    sidecar: z.boolean().optional().describe("Pilot's own proxy, for mutual TLS on port 15011. Default: true."),
    keepaliveMaxServerConnectionAge: duration()
      .optional()
      .describe('How long a proxy keeps one connection to pilot; then it may land on another pod. Default: 30m.'),
    protocolSniffing: z
      .strictObject({
        outbound: z
          .boolean()
          .optional()
          .describe('Of ports without a protocol in their name, outbound. Default: true.'),
        inbound: z.boolean().optional().describe('The same inbound. Default: false.'),
      })
      .optional()
      .describe('Proxies find out the protocol of connections by themselves.'),
    subscribedResources: z
      .array(z.string().min(1))
      .optional()
      .describe('Collections that pilot asks galley for; empty is all.'),
    jwksResolverExtraRootCA: z
      .string()
      .optional()
      .describe('Root certificates (PEM), beside the usual ones, for servers of JSON web keys.'),
  });

const galley = () =>
  z.strictObject({
    ...workload,
    serviceDiscovery: z
      .boolean()
      .optional()
      .describe('Galley turns Kubernetes Services into ServiceEntries for pilot. Default: false.'),
    analysis: z.boolean().optional().describe('Galley writes its findings to the status of objects. Default: false.'),
  });

const citadel = () =>
  z.strictObject({
    ...workload,
    selfSigned: z
      .boolean()
      .optional()
      .describe('Citadel makes its own root; otherwise it signs with the Secret cacerts. Default: true.'),
    createMeshPolicy: z
      .boolean()
      .optional()
      .describe('The MeshPolicy and the DestinationRules that follow from mesh.mtls. Default: true.'),
    workloadCertTTL: duration().optional().describe('Lifetime of workload certificates. Default: 2160h.'),
    healthCheck: z
      .boolean()
      .optional()
      .describe(
        'Liveness by signing a certificate; where it is off, by whether Citadel answers, if at all. Default: false.',
      ),
    enableNamespacesByDefault: z
      .boolean()
      .optional()
      .describe('Certificates in every namespace that is not labelled ca.istio.io/override=false. Default: true.'),
  });

const telemetry = () =>
  z.strictObject({
    ...workload,
    loadShedding: z
      .strictObject({
        mode: z.enum(['disabled', 'logonly', 'enforce']).optional().describe('Default: enforce.'),
        latencyThreshold: duration().optional().describe('Average latency from which load is shed. Default: 100ms.'),
      })
      .optional()
      .describe('What telemetry does under overload.'),
    sessionAffinity: z.boolean().optional().describe('A sidecar reports to one and the same pod. Default: false.'),
    reportBatch: z
      .strictObject({
        maxEntries: z.int().min(0).optional().describe('Requests that a sidecar reports at once. Default: 100.'),
        maxTime: duration().optional().describe('How long a report may wait for others. Default: 1s.'),
      })
      .optional()
      .describe('How sidecars gather their reports.'),
    adapters: z
      .strictObject({
        useAdapterCRDs: z
          .boolean()
          .optional()
          .describe('Mixer, policy too, reads the old kinds of adapters. Default: false, with 1.1 true.'),
        useTemplateCRDs: z.boolean().optional().describe('Policy reads the old kinds of templates. Default: false.'),
        stdio: z
          .strictObject({
            enabled: z.boolean().optional().describe('Write access logs to the standard output of telemetry.'),
            outputAsJson: z.boolean().optional().describe('Log lines as JSON. Default: true.'),
          })
          .optional()
          .describe('The stdio adapter.'),
        prometheus: z
          .strictObject({
            enabled: z.boolean().optional().describe('Produce the istio_* metrics. Default: true.'),
            metricsExpiryDuration: duration().optional().describe('Forget series that are idle so long. Default: 10m.'),
          })
          .optional()
          .describe('The prometheus adapter.'),
        kubernetesenv: z
          .strictObject({ enabled: z.boolean().optional().describe('Attributes from pods. Default: true.') })
          .optional()
          .describe('The kubernetesenv adapter.'),
      })
      .optional()
      .describe('Adapters of mixer.'),
  });

/** `spec.components`: one block per component. */
export const components = () =>
  z.strictObject({
    pilot: pilot().optional().describe('Pilot: configuration of the proxies (xDS).'),
    galley: galley().optional().describe('Galley: validation and distribution of configuration.'),
    citadel: citadel().optional().describe('Citadel: certificate authority of the mesh.'),
    injector: plain('Sidecar injector: mutating webhook for application pods.'),
    policy: plain('Mixer policy: checks before requests.'),
    telemetry: telemetry().optional().describe('Mixer telemetry: metrics and logs of requests.'),
    prometheus: prometheus().optional().describe('Prometheus with the scrape configuration of the mesh.'),
    grafana: grafana().optional().describe('Grafana with dashboards of the mesh.'),
    tracing: tracing().optional().describe('Tracing backend.'),
    kiali: kiali().optional().describe('Kiali: console of the mesh.'),
    servicegraph: servicegraph().optional().describe('Servicegraph: graph of services (1.0).'),
    ingress: legacyIngress()
      .optional()
      .describe('Proxies of their own for Kubernetes Ingress objects, beside the gateways (1.0).'),
    nodeagent: plain('Node agent: certificates over SDS.'),
    coredns: plain('CoreDNS for multi-cluster names (.global).'),
  });
