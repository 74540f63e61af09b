import type { ByMinor } from './minor.ts';

/** Arguments of the sidecar, each a flag or a few that belong together; charts/components/injection knows them. */
export type SidecarArg =
  | 'applicationPorts'
  | 'binaryPath'
  | 'concurrency'
  | 'configPath'
  | 'connectTimeout'
  | 'controlPlaneAuthPolicy'
  | 'discoveryAddress'
  | 'dnsRefreshRate'
  | 'domain'
  | 'drainDuration'
  | 'parentShutdownDuration'
  | 'proxyAdminPort'
  | 'proxyLogLevel'
  | 'serviceCluster'
  | 'tracer'
  | 'trustDomain';

/** Environment of the sidecar by name; DATADOG stands for what the datadog tracer needs. */
export type SidecarVariable =
  | 'DATADOG'
  | 'INSTANCE_IP'
  | 'ISTIO_AUTO_MTLS_ENABLED'
  | 'ISTIO_BOOTSTRAP_OVERRIDE'
  | 'ISTIO_METAJSON_ANNOTATIONS'
  | 'ISTIO_METAJSON_LABELS'
  | 'ISTIO_META_CLUSTER_ID'
  | 'ISTIO_META_CONFIG_NAMESPACE'
  | 'ISTIO_META_INCLUDE_INBOUND_PORTS'
  | 'ISTIO_META_INTERCEPTION_MODE'
  | 'ISTIO_META_MESH_ID'
  | 'ISTIO_META_OWNER'
  | 'ISTIO_META_POD_NAME'
  | 'ISTIO_META_POD_PORTS'
  | 'ISTIO_META_WORKLOAD_NAME'
  | 'POD_NAME'
  | 'POD_NAMESPACE'
  | 'SDS_ENABLED'
  | 'SERVICE_ACCOUNT';

/** How a container is confined, apart from its capabilities. */
type Confinement = Readonly<Record<string, boolean | number>>;

/** What differs between what the injectors of the release lines put into a pod. */
export interface TemplateFacts {
  /** What encloses an action of the template language. */
  readonly delimiters: readonly [string, string];
  readonly args: readonly SidecarArg[];
  readonly variables: readonly SidecarVariable[];
  readonly sidecar: { readonly confinement: Confinement; readonly dropsCapabilities: boolean };
  readonly init: {
    /** Image of istio-init, where it is not the sidecar's. */
    readonly image?: string;
    /** The program; absent where the image starts it by itself and takes arguments only. */
    readonly command?: string;
    /** Port to which captured inbound traffic goes; absent where it shares the outbound one. */
    readonly inboundPort?: number;
    /** Captures every inbound port, not only those that the pod declares. */
    readonly capturesAllPorts: boolean;
    readonly resources: object;
    readonly capabilities: { readonly add: readonly string[]; readonly drop?: readonly string[] };
    readonly confinement: Confinement;
  };
  /** The program that checks, with istio-cni, whether traffic is redirected; absent where nothing checks. */
  readonly validation?: { readonly command: string; readonly confinement: Confinement };
  /** Path between the API group and the owner's version in ISTIO_META_OWNER. */
  readonly ownerPath: string;
  /** Tells istio-cni by annotations which traffic to redirect. */
  readonly redirectAnnotations: boolean;
}

const unprivileged = { allowPrivilegeEscalation: false, privileged: false };
const proxyUser = { runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 };
const root = { runAsGroup: 0, runAsNonRoot: false, runAsUser: 0 };

/** files/injection-template.yaml of each line. */
export const INJECTION_TEMPLATE: ByMinor<TemplateFacts> = {
  '1.4': {
    delimiters: ['{{', '}}'],
    args: [
      'domain',
      'configPath',
      'binaryPath',
      'serviceCluster',
      'drainDuration',
      'parentShutdownDuration',
      'discoveryAddress',
      'tracer',
      'proxyLogLevel',
      'dnsRefreshRate',
      'connectTimeout',
      'proxyAdminPort',
      'concurrency',
      'controlPlaneAuthPolicy',
      'applicationPorts',
      'trustDomain',
    ],
    variables: [
      'POD_NAME',
      'ISTIO_META_POD_PORTS',
      'ISTIO_META_CLUSTER_ID',
      'POD_NAMESPACE',
      'INSTANCE_IP',
      'SERVICE_ACCOUNT',
      'ISTIO_AUTO_MTLS_ENABLED',
      'DATADOG',
      'ISTIO_META_POD_NAME',
      'ISTIO_META_CONFIG_NAMESPACE',
      'SDS_ENABLED',
      'ISTIO_META_INTERCEPTION_MODE',
      'ISTIO_META_INCLUDE_INBOUND_PORTS',
      'ISTIO_METAJSON_ANNOTATIONS',
      'ISTIO_METAJSON_LABELS',
      'ISTIO_META_WORKLOAD_NAME',
      'ISTIO_META_OWNER',
      'ISTIO_BOOTSTRAP_OVERRIDE',
      'ISTIO_META_MESH_ID',
    ],
    sidecar: {
      confinement: { ...unprivileged, readOnlyRootFilesystem: true, runAsGroup: 1337 },
      dropsCapabilities: true,
    },
    init: {
      command: 'istio-iptables',
      inboundPort: 15006,
      capturesAllPorts: true,
      resources: { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '100m', memory: '50Mi' } },
      capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
      confinement: { ...unprivileged, ...root, readOnlyRootFilesystem: false },
    },
    validation: {
      command: 'istio-iptables-go',
      confinement: { ...unprivileged, ...proxyUser, readOnlyRootFilesystem: false },
    },
    ownerPath: 'apis',
    redirectAnnotations: true,
  },
};
