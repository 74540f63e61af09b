import { z } from 'zod';
import { ipFamilies } from './ip-families.ts';
import { persistence } from './persistence.ts';
import { anyObject, duration, httpURL, port, stringMap, urlPath } from './scalars.ts';
import { ingress, webService } from './web.ts';
import { workload } from './workload.ts';

/** `spec.components.prometheus`. */
export const prometheus = () =>
  z.strictObject({
    ...workload,
    retention: duration().optional().describe('How long samples are kept. Default: 6h.'),
    scrapeInterval: duration().optional().describe('Time between scrapes. Default: 15s.'),
    requireCertificate: z
      .boolean()
      .optional()
      .describe('The pod waits for its certificate, with which it scrapes over mutual TLS. Default: true.'),
    service: z
      .strictObject({
        annotations: stringMap().optional().describe('Annotations of the Service.'),
        ...ipFamilies('spec.defaults.service'),
        nodePort: z
          .strictObject({
            enabled: z.boolean().optional().describe('A second Service, prometheus-nodeport. Default: false.'),
            port: port().optional().describe('Port of the nodes. Default: 32090.'),
          })
          .optional()
          .describe('A fixed port on every node.'),
      })
      .optional()
      .describe('Service of Prometheus.'),
    contextPath: urlPath().optional().describe('Path of the Ingress. Default: /prometheus.'),
    ingress: ingress('prometheus.local').optional().describe('Ingress to Prometheus.'),
  });

/** `spec.components.grafana`. */
export const grafana = () =>
  z.strictObject({
    ...workload,
    envSecrets: stringMap()
      .optional()
      .describe('Environment from Secrets: variable, which is the key too, to the name of the Secret.'),
    persistence: persistence().optional().describe('Where Grafana keeps its data.'),
    auth: z
      .strictObject({
        enabled: z.boolean().optional().describe('Log-in needed. Default: false.'),
        secretName: z.string().optional().describe('Secret with user and passphrase. Default: grafana.'),
        usernameKey: z.string().optional().describe('Key of the user name. Default: username.'),
        passphraseKey: z.string().optional().describe('Key of the passphrase. Default: passphrase.'),
      })
      .optional()
      .describe('Log-in to Grafana.'),
    datasources: z
      .array(anyObject())
      .optional()
      .describe("Data sources as Grafana's provisioning takes them; default: the mesh's Prometheus."),
    dashboardProviders: z
      .array(anyObject())
      .optional()
      .describe("Dashboard providers as Grafana's provisioning takes them; default: the dashboards of the mesh."),
    service: z
      .strictObject({
        ...webService(3000),
        loadBalancerIP: z.string().optional().describe('Address to ask the cloud for.'),
        loadBalancerSourceRanges: z.array(z.string()).optional().describe('CIDR blocks that may connect.'),
      })
      .optional()
      .describe('Service of Grafana.'),
    contextPath: urlPath().optional().describe('Path of the Ingress. Default: /grafana.'),
    ingress: ingress('grafana.local').optional().describe('Ingress to Grafana.'),
  });

const jaeger = () =>
  z.strictObject({
    maxTraces: z.int().min(0).optional().describe('Traces kept in memory. Default: 50000.'),
    spanStorageType: z
      .enum(['badger', 'memory'])
      .optional()
      .describe('Files (badger) or memory. Default: badger, until 1.2 memory.'),
    persistence: persistence().optional().describe('Where badger keeps its files.'),
  });

const zipkin = () =>
  z.strictObject({
    maxSpans: z.int().min(0).optional().describe('Spans kept in memory. Default: 500000.'),
    queryPort: port().optional().describe('Port of Zipkin. Default: 9411.'),
    probeStartupDelay: z.int().min(0).optional().describe('Seconds before the first probe. Default: 200.'),
    heapMegabytes: z.int().min(1).optional().describe('Heap of the Java program. Default: 700.'),
    threads: z.int().min(1).optional().describe('Threads of garbage collection and of work. Default: 2.'),
  });

/** `spec.components.tracing`. */
export const tracing = () =>
  z.strictObject({
    ...workload,
    provider: z.enum(['jaeger', 'zipkin']).optional().describe('Which tracing backend is installed. Default: jaeger.'),
    jaeger: jaeger().optional().describe('Settings of Jaeger.'),
    zipkin: zipkin().optional().describe('Settings of Zipkin.'),
    service: z
      .strictObject(webService(80))
      .optional()
      .describe('Service of the web page; until 1.3 of the collector of spans.'),
    contextPath: urlPath().optional().describe('Path of the web page; default: / and the provider.'),
    ingress: ingress('').optional().describe('Ingress to the web page; until 1.0 to the collector of spans.'),
  });

/** `spec.components.kiali`. */
export const kiali = () =>
  z.strictObject({
    ...workload,
    auth: z
      .strictObject({
        strategy: z
          .enum(['login', 'anonymous', 'ldap', 'openshift'])
          .optional()
          .describe('How people log in. Default: login.'),
        secretName: z.string().min(1).optional().describe('Secret with username and passphrase. Default: kiali.'),
      })
      .optional()
      .describe('Log-in to Kiali.'),
    viewOnly: z.boolean().optional().describe('Kiali may read Istio configuration only. Default: false.'),
    grafanaURL: httpURL().optional().describe('Address of Grafana for browsers; empty is none.'),
    jaegerURL: httpURL().optional().describe('Address of Jaeger for browsers; empty is none.'),
    prometheusAddress: httpURL().optional().describe('Address of Prometheus. Default: http://prometheus:9090.'),
    contextPath: urlPath().optional().describe('Path of its pages and of the Ingress. Default: /kiali, with 1.0 /.'),
    ingress: ingress('kiali.local').optional().describe('Ingress to Kiali.'),
  });

/** `spec.components.servicegraph`. */
export const servicegraph = () =>
  z.strictObject({
    ...workload,
    prometheusAddress: httpURL().optional().describe('Address of Prometheus. Default: http://prometheus:9090.'),
  });
