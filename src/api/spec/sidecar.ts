import { z } from 'zod';
import { labelSelectors } from './mesh.ts';
import { anyObject, cidrList, portList, stringMap } from './scalars.ts';
import { resources } from './workload.ts';

const capture = () =>
  z.strictObject({
    includeIPRanges: cidrList().optional().describe('Outbound ranges that are captured. Default: *.'),
    excludeIPRanges: cidrList().optional().describe('Outbound ranges that are not captured.'),
    includeInboundPorts: portList().optional().describe('Inbound ports that are captured. Default: *.'),
    excludeInboundPorts: portList().optional().describe('Inbound ports that are not captured.'),
    excludeOutboundPorts: portList().optional().describe('Outbound ports that are not captured.'),
    kubevirtInterfaces: z
      .string()
      .regex(/^[a-zA-Z0-9_.,-]*$/, 'names of interfaces with commas between them, such as eth1')
      .optional()
      .describe('Virtual interfaces whose inbound traffic counts as outbound, for virtual machines.'),
  });

const readiness = () =>
  z.strictObject({
    statusPort: z
      .int()
      .min(0)
      .max(65535)
      .optional()
      .describe('Port of the readiness endpoint; 0 is none. Default: 15020, with 1.0 none.'),
    initialDelaySeconds: z.int().min(0).optional().describe('Seconds before the first probe. Default: 1.'),
    periodSeconds: z.int().min(1).optional().describe('Seconds between probes. Default: 2.'),
    failureThreshold: z.int().min(1).optional().describe('Failed probes until the pod is not ready. Default: 30.'),
  });

const sds = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Certificates come from the node agent. Default: false.'),
    udsPath: z.string().optional().describe('Unix socket of the node agent.'),
    tokenAudience: z.string().optional().describe('Audience of the projected token. Default: istio-ca.'),
  });

/** `spec.sidecar`: what is injected into application pods. */
export const sidecar = () =>
  z.strictObject({
    autoInject: z.boolean().optional().describe('Inject unless a pod opts out; otherwise only if it opts in.'),
    injectNamespacesByDefault: z
      .boolean()
      .optional()
      .describe('Inject in every namespace that is not labelled istio-injection=disabled. Default: false.'),
    rewriteAppHTTPProbe: z.boolean().optional().describe('Probes of the application go through the sidecar.'),
    neverInjectSelector: labelSelectors().optional().describe('Pods that never get a sidecar, whatever else says.'),
    alwaysInjectSelector: labelSelectors().optional().describe('Pods that get a sidecar where autoInject is off.'),
    injectedAnnotations: stringMap().optional().describe('Annotations added to injected pods.'),
    resources: resources().optional().describe('CPU and memory of the sidecar.'),
    concurrency: z.int().min(0).optional().describe('Worker threads of Envoy; 0 is one per core. Default: 2.'),
    logLevel: z
      .enum(['', 'trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'])
      .optional()
      .describe("Log level of Envoy; empty is the image's default."),
    componentLogLevel: z
      .string()
      .regex(/^[a-z0-9_:,]*$/, 'levels by component, such as misc:error,http:debug')
      .optional()
      .describe("Log levels of parts of Envoy, for example misc:error; empty is the image's default."),
    lifecycle: anyObject()
      .optional()
      .describe('Hooks of the sidecar: postStart and preStop, as any container of a Pod has them. Default: none.'),
    privileged: z.boolean().optional().describe('Sidecar and init container run privileged. Default: false.'),
    init: z
      .strictObject({ resources: resources().optional().describe('CPU and memory of the init container.') })
      .optional()
      .describe('The init container, which redirects traffic.'),
    capture: capture().optional().describe('Which traffic goes through the sidecar.'),
    readiness: readiness().optional().describe('Readiness probe of the sidecar.'),
    cni: z
      .strictObject({
        enabled: z
          .boolean()
          .optional()
          .describe('istio-cni redirects traffic. It is not installed here: install it first. Default: false.'),
      })
      .optional()
      .describe('Redirection without a privileged init container.'),
    sds: sds().optional().describe('Secret discovery service.'),
  });
