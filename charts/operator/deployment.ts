import type { Manifest } from '../../src/api/manifest.ts';
import { consoleArgument } from './console.ts';
import {
  OPERATOR_CONTAINER,
  OPERATOR_LABELS,
  OPERATOR_NAME,
  OPERATOR_NODE_OPTIONS,
  type OperatorEndpoints,
  type OperatorSettings,
} from './settings.ts';

/** Where the operator answers probes and Prometheus. */
export const OPERATOR_PORT = { name: 'http-metrics', containerPort: 8080, protocol: 'TCP' } as const;

const fromPod = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const probe = (path: string, periodSeconds: number) => ({ httpGet: { path, port: OPERATOR_PORT.name }, periodSeconds });

/** The usual annotations: Prometheus scrapes such pods where it is set up as Istio's own is. */
const scraped = ({ metrics }: OperatorEndpoints) => ({
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(OPERATOR_PORT.containerPort),
  'prometheus.io/path': metrics,
});

/** What runs the operator: restricted, on as many nodes as it has replicas where there are as many. */
export function operatorDeployment(settings: OperatorSettings, endpoints: OperatorEndpoints): Manifest {
  const labels = { ...OPERATOR_LABELS, 'app.kubernetes.io/version': settings.version };
  const annotations = { ...scraped(endpoints), ...(settings.podAnnotations as object | undefined) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: OPERATOR_NAME, namespace: settings.namespace, labels },
    spec: {
      replicas: settings.replicas,
      selector: { matchLabels: OPERATOR_LABELS },
      template: { metadata: { labels: OPERATOR_LABELS, annotations }, spec: podSpec(settings, endpoints) },
    },
  };
}

const podSpec = (settings: OperatorSettings, endpoints: OperatorEndpoints) => ({
  serviceAccountName: OPERATOR_NAME,
  ...settings.pod,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: OPERATOR_LABELS },
    },
  ],
  containers: [container(settings, endpoints)],
});

const container = (
  { image, imagePullPolicy, consoleHost, extraArgs, resources }: OperatorSettings,
  endpoints: OperatorEndpoints,
) => ({
  name: OPERATOR_CONTAINER,
  image,
  imagePullPolicy,
  args: [
    'run',
    '--leader-elect',
    `--metrics-address=:${OPERATOR_PORT.containerPort}`,
    consoleArgument(consoleHost),
    ...extraArgs,
  ],
  ports: [OPERATOR_PORT],
  livenessProbe: { ...probe(endpoints.health, 20), timeoutSeconds: 10, failureThreshold: 3 },
  readinessProbe: { ...probe(endpoints.readiness, 10), timeoutSeconds: 5 },
  env: [
    fromPod('POD_NAME', 'metadata.name'),
    fromPod('POD_NAMESPACE', 'metadata.namespace'),
    { name: 'NODE_OPTIONS', value: OPERATOR_NODE_OPTIONS },
  ],
  resources,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
});
