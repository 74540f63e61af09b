import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../src/api/meshinstall.ts';

export { OPERATOR_NAME };

/**
 * What whoever installs the operator decides. The fields are `unknown` where Kubernetes takes whatever they are: a
 * template of Helm puts its own expression there.
 */
export interface OperatorSettings {
  readonly namespace: string;
  /** Of the operator, for the label `app.kubernetes.io/version`. */
  readonly version: string;
  /** With registry, and tag or digest. */
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly replicas: number;
  /** Requests and limits of the container. */
  readonly resources: object;
  /** Where the console is shown; empty: at every address of the pod. */
  readonly consoleHost: string;
  /** More arguments of `meshwright run`. */
  readonly extraArgs: readonly string[];
  /** Fields of the pod that most leave out. */
  readonly pod: Readonly<Record<string, unknown>>;
  readonly podAnnotations?: unknown;
}

/** Where the operator answers, as its program knows it. */
export interface OperatorEndpoints {
  readonly health: string;
  readonly readiness: string;
  readonly metrics: string;
}

/** One rule of a ClusterRole. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Each half of what was just made may grow to so many MiB before it is collected. Under our limit of 512 MiB Node 24
 * chooses 1, and collects so often that a fleet takes a twelfth more of the operator's processor time; with 500 meshes
 * the most memory that it ever had is the same.
 */
export const OPERATOR_NODE_OPTIONS = '--max-semi-space-size=4';

/** Only the pod itself: there, the console is reached by a port-forward. */
const CONSOLE_IN_POD = '127.0.0.1';

/** How its container is called in its pods. */
export const OPERATOR_CONTAINER = 'operator';

/** On everything of it. */
export const OPERATOR_LABELS = { 'app.kubernetes.io/name': OPERATOR_NAME };

/** The settings of a plain installation of this release. */
export const plainSettings = (version: string): OperatorSettings => ({
  namespace: OPERATOR_NAMESPACE,
  version,
  image: `${OPERATOR_NAME}:${version}`,
  imagePullPolicy: 'IfNotPresent',
  replicas: 1,
  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  consoleHost: CONSOLE_IN_POD,
  extraArgs: [],
  pod: {},
});
