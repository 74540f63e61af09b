import { z } from 'zod';
import { ipFamilies } from './ip-families.ts';
import { anyObject, dnsLabel, port, portList, stringMap } from './scalars.ts';
import { resources, workload } from './workload.ts';

/** One port of a Service at the edge of the mesh. */
export const gatewayPort = () =>
  z.strictObject({
    name: dnsLabel().describe('Name of the port; the part before the first - tells Istio the protocol.'),
    port: port().describe('Port of the Service.'),
    targetPort: port().optional().describe('Port of the pod. Default: port.'),
    nodePort: port().optional().describe('Fixed node port; the cluster chooses one when it is not given.'),
    protocol: z.enum(['TCP', 'UDP']).optional().describe('Default: TCP.'),
  });

/** One entry of `spec.gateways`, merged over the profile's entry of the same name. */
export const gateway = () =>
  z.strictObject({
    name: dnsLabel().describe(
      'Name of the Deployment, the Service and the component, for example istio-ingressgateway.',
    ),
    ...workload,
    namespace: dnsLabel().optional().describe('Namespace, which has to exist. Default: that of the control plane.'),
    type: z.enum(['LoadBalancer', 'NodePort', 'ClusterIP']).optional().describe('Type of the Service.'),
    ports: z.array(gatewayPort()).min(1).optional().describe('Ports of the Service; replaces the profile list.'),
    meshExpansionPorts: z
      .array(gatewayPort())
      .optional()
      .describe('Ports that the Service has with mesh.expansion only; replaces the profile list.'),
    applicationPorts: portList()
      .optional()
      .describe('Ports that have to be open before the gateway is ready; empty asks for none.'),
    labels: stringMap().optional().describe('Labels that Gateway resources select by. Default: app and istio.'),
    serviceAnnotations: stringMap().optional().describe('Annotations of the Service.'),
    loadBalancerIP: z.string().optional().describe('Address to ask the cloud for.'),
    loadBalancerSourceRanges: z.array(z.string()).optional().describe('CIDR blocks that may connect.'),
    externalIPs: z.array(z.string()).optional().describe('Additional addresses of the Service.'),
    externalTrafficPolicy: z.enum(['Cluster', 'Local']).optional().describe('Local keeps client addresses.'),
    ...ipFamilies('spec.defaults.service'),
    secretVolumes: z
      .array(
        z.strictObject({
          name: dnsLabel().describe('Name of the volume.'),
          secretName: z.string().min(1).describe('Secret, mounted if it exists.'),
          mountPath: z
            .string()
            .regex(/^\/[^:]+$/, 'an absolute path without a colon, such as /etc/certs')
            .describe('Where it is mounted.'),
        }),
      )
      .optional()
      .describe('Secrets mounted into the gateway, replaces the profile list.'),
    configVolumes: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('Name of the volume.'),
          configMapName: z.string().min(1).describe('ConfigMap, used if it exists.'),
        }),
      )
      .optional()
      .describe('ConfigMaps as volumes of the pod, for additionalContainers.'),
    additionalContainers: z.array(anyObject()).optional().describe('More containers of the pod, as in a Pod.'),
    sds: z
      .strictObject({
        enabled: z.boolean().optional().describe('Certificates of hosts from Secrets, without restart.'),
        image: z.string().optional().describe('Whole image reference; empty is the node agent of the release.'),
        resources: resources().optional().describe('CPU and memory of the container that fetches them.'),
      })
      .optional()
      .describe('Secret discovery service of the gateway.'),
  });
