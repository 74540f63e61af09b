import { like, type ByMinor, type Change } from './minor.ts';
import { OLDEST_ARGS, SINCE_1_0_3_ARGS, SINCE_1_1_ARGS, SINCE_1_2_ARGS, type SidecarArg } from './sidecar-args.ts';
import {
  OLDEST_VARIABLES,
  SINCE_1_0_3_VARIABLES,
  SINCE_1_1_VARIABLES,
  SINCE_1_2_VARIABLES,
  SINCE_1_3_VARIABLES,
  SINCE_1_4_VARIABLES,
  type SidecarVariable,
} from './sidecar-variables.ts';

/** Fields of a container's securityContext. */
type Confinement = Readonly<Record<string, unknown>>;

/** What differs between what the injectors of the releases put into a pod, and between their template languages. */
export interface TemplateFacts {
  /** What encloses an action of the template language. */
  readonly delimiters: readonly [string, string];
  /** Offers functions about annotations, ports and JSON, and not only `isset` and `formatDuration`. */
  readonly hasHelpers: boolean;
  /** Rewrites probes of the application when the template says so. */
  readonly rewritesProbes: boolean;
  readonly args: readonly SidecarArg[];
  readonly variables: readonly SidecarVariable[];
  /** Names the namespace in Envoy's service cluster, and the workload where the label app is missing. */
  readonly clusterHasNamespace: boolean;
  readonly sidecar: {
    /** Declares the port of Envoy's statistics. */
    readonly showsStats: boolean;
    /** Takes volumes and a bootstrap that annotations name. */
    readonly takesVolumes: boolean;
    readonly confinement: {
      readonly always: Confinement;
      /** With transparent interception (TPROXY). */
      readonly transparent: Confinement;
      readonly otherwise: Confinement;
      /** Its group, not only its user, is Envoy's when it reads the node agent's socket. */
      readonly groupForSds: boolean;
    };
  };
  readonly init: {
    /** Image of istio-init, where it is not the sidecar's. */
    readonly image?: string;
    /** The program; absent where the image starts it by itself and takes arguments only. */
    readonly command?: string;
    /** Port to which captured inbound traffic goes; absent where it shares the outbound one. */
    readonly inboundPort?: number;
    /** The same for traffic that is captured whatever its port, by an environment variable. */
    readonly wildcardPort?: number;
    /** Captures every inbound port, not only those that the pod declares. */
    readonly capturesAllPorts: boolean;
    /** Flags that are given when something asks for them: excluded outbound ports, and interfaces of KubeVirt. */
    readonly options: readonly ('-o' | '-k')[];
    readonly confinement: Confinement;
  };
  /** The program that checks, with istio-cni, whether traffic is redirected; absent where nothing checks. */
  readonly validation?: { readonly command: string; readonly confinement: Confinement };
  /** Path between the API group and the owner's version in ISTIO_META_OWNER. */
  readonly ownerPath: string;
  /** Tells istio-cni by annotations which traffic to redirect. */
  readonly redirectAnnotations: boolean;
}

const netAdmin = { capabilities: { add: ['NET_ADMIN'] } };
const unprivileged = { allowPrivilegeEscalation: false, privileged: false };
const proxyUser = { runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 };
const dropAll = { capabilities: { drop: ['ALL'] } };

/** The program of istio-init needs root, whatever the image says. */
const asRoot = { runAsNonRoot: false, runAsUser: 0 };

const V1_2: TemplateFacts = {
  delimiters: ['{{', '}}'],
  hasHelpers: true,
  rewritesProbes: true,
  args: SINCE_1_2_ARGS,
  variables: SINCE_1_2_VARIABLES,
  clusterHasNamespace: true,
  sidecar: {
    showsStats: true,
    takesVolumes: true,
    confinement: {
      always: { readOnlyRootFilesystem: true },
      transparent: { ...netAdmin, runAsGroup: 1337 },
      otherwise: { runAsUser: 1337 },
      groupForSds: false,
    },
  },
  init: {
    image: 'proxy_init',
    wildcardPort: 15006,
    capturesAllPorts: false,
    options: ['-o', '-k'],
    confinement: { ...netAdmin, ...asRoot },
  },
  ownerPath: 'api',
  redirectAnnotations: false,
};

/** Since 1.3.7 and 1.4.3 both containers may do no more than they need. */
const confined: Change<TemplateFacts> = {
  sidecar: {
    confinement: {
      always: { ...unprivileged, readOnlyRootFilesystem: true, runAsGroup: 1337 },
      transparent: { capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] }, runAsNonRoot: false, runAsUser: 0 },
      otherwise: { ...dropAll, ...proxyUser },
    },
  },
  init: {
    confinement: {
      ...unprivileged,
      capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
      readOnlyRootFilesystem: false,
      runAsGroup: 0,
    },
  },
};

/** sidecar-injector-configmap.yaml of 1.0 and 1.1, files/injection-template.yaml of the later lines. */
export const INJECTION_TEMPLATE: ByMinor<TemplateFacts> = {
  '1.0': like(V1_2, {
    delimiters: ['[[', ']]'],
    hasHelpers: false,
    rewritesProbes: false,
    args: OLDEST_ARGS,
    variables: OLDEST_VARIABLES,
    clusterHasNamespace: false,
    sidecar: { showsStats: false, takesVolumes: false, confinement: { always: { privileged: false } } },
    init: {
      wildcardPort: undefined,
      options: [],
      confinement: { runAsNonRoot: undefined, runAsUser: undefined, privileged: true },
    },
  }),
  '1.0.1': {
    sidecar: { confinement: { always: { privileged: undefined } } },
    init: { confinement: { privileged: undefined } },
  },
  '1.0.3': {
    hasHelpers: true,
    args: SINCE_1_0_3_ARGS,
    variables: SINCE_1_0_3_VARIABLES,
    sidecar: { showsStats: true },
    init: { confinement: { privileged: true } },
  },
  '1.1': like(V1_2, {
    delimiters: ['[[', ']]'],
    args: SINCE_1_1_ARGS,
    variables: SINCE_1_1_VARIABLES,
    init: {
      wildcardPort: undefined,
      options: ['-k'],
      confinement: { runAsNonRoot: undefined, runAsUser: undefined },
    },
  }),
  '1.1.3': { init: { confinement: asRoot } },
  '1.2': V1_2,
  '1.3': like(V1_2, {
    variables: SINCE_1_3_VARIABLES,
    sidecar: { confinement: { groupForSds: true } },
    init: { wildcardPort: undefined, inboundPort: 15006, capturesAllPorts: true },
    redirectAnnotations: true,
  }),
  '1.3.7': confined,
  '1.4': like(V1_2, {
    variables: SINCE_1_4_VARIABLES,
    sidecar: { confinement: { groupForSds: true } },
    init: {
      image: undefined,
      command: 'istio-iptables',
      wildcardPort: undefined,
      inboundPort: 15006,
      capturesAllPorts: true,
    },
    ownerPath: 'apis',
    redirectAnnotations: true,
  }),
  '1.4.3': confined,
  '1.4.5': {
    validation: {
      command: 'istio-iptables-go',
      confinement: { ...unprivileged, ...dropAll, ...proxyUser, readOnlyRootFilesystem: false },
    },
  },
};
