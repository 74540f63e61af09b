import { z } from 'zod';
import { duration, quantity } from './scalars.ts';
import { workload } from './workload.ts';

const plain = (text: string) => z.strictObject(workload).optional().describe(text);

const pilot = () =>
  z.strictObject({
    ...workload,
    sidecar: z.boolean().optional().describe("Pilot's own proxy, for mutual TLS on port 15011. Default: true."),
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
    adapters: z
      .strictObject({
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

const prometheus = () =>
  z.strictObject({
    ...workload,
    retention: duration().optional().describe('How long samples are kept. Default: 6h.'),
    scrapeInterval: duration().optional().describe('Time between scrapes. Default: 15s.'),
  });

const grafana = () =>
  z.strictObject({
    ...workload,
    persistence: z
      .strictObject({
        enabled: z.boolean().optional().describe('Keep data in a PersistentVolumeClaim. Default: false.'),
        storageClassName: z.string().optional().describe('Storage class; empty is the default class.'),
        accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany']).optional().describe('Default: ReadWriteMany.'),
        size: quantity().optional().describe('Size of the claim. Default: 5Gi.'),
      })
      .optional()
      .describe('Where Grafana keeps its data.'),
    auth: z
      .strictObject({
        enabled: z.boolean().optional().describe('Log-in needed. Default: false.'),
        secretName: z.string().optional().describe('Secret with user and passphrase. Default: grafana.'),
        usernameKey: z.string().optional().describe('Key of the user name. Default: username.'),
        passphraseKey: z.string().optional().describe('Key of the passphrase. Default: passphrase.'),
      })
      .optional()
      .describe('Log-in to Grafana.'),
  });

const tracing = () =>
  z.strictObject({
    ...workload,
    provider: z.enum(['jaeger', 'zipkin']).optional().describe('Which tracing backend is installed. Default: jaeger.'),
  });

/** `spec.components`: one block per component. */
export const components = () =>
  z.strictObject({
    pilot: pilot().optional().describe('Pilot: configuration of the proxies (xDS).'),
    galley: plain('Galley: validation and distribution of configuration.'),
    citadel: citadel().optional().describe('Citadel: certificate authority of the mesh.'),
    injector: plain('Sidecar injector: mutating webhook for application pods.'),
    policy: plain('Mixer policy: checks before requests.'),
    telemetry: telemetry().optional().describe('Mixer telemetry: metrics and logs of requests.'),
    prometheus: prometheus().optional().describe('Prometheus with the scrape configuration of the mesh.'),
    grafana: grafana().optional().describe('Grafana with dashboards of the mesh.'),
    tracing: tracing().optional().describe('Tracing backend.'),
    kiali: plain('Kiali: console of the mesh.'),
    servicegraph: plain('Servicegraph: graph of services (1.0).'),
    nodeagent: plain('Node agent: certificates over SDS.'),
    coredns: plain('CoreDNS for multi-cluster names (.global).'),
  });
