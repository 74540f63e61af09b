import { readFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import { ENDPOINTS } from '../../src/server/endpoints.ts';
import { operatorRules } from './operator-rules.ts';

const NAMESPACE = 'meshwright-system';
const NAME = 'meshwright';
const LABELS = { 'app.kubernetes.io/name': NAME };
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The text of deploy/operator.yaml: everything that runs the operator in a cluster, beside the CRD. */
export function operatorFile(): string {
  const objects = [namespace, account, role(), binding, deployment];
  return yamlOf(objects);
}

function yamlOf(objects: readonly object[]): string {
  const yaml = objects.map((object) => `---\n${dump(object, { noRefs: true, lineWidth: 118 })}`).join('');
  return `# Generated from the charts and src by npm run generate; do not edit.\n${yaml}`;
}

/**
 * The text of deploy/options/restart.yaml: what `spec.upgrade.dataPlane.restart: Rolling` needs beyond the role of the
 * operator, which may change Deployments and DaemonSets for its own sake.
 */
export function restartFile(): string {
  const restart = `${NAME}-restart`;
  const rules = [{ apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['patch'] }];
  const objects = [
    { ...role(), metadata: { name: restart, labels: LABELS }, rules },
    { ...binding, metadata: { name: restart, labels: LABELS }, roleRef: { ...binding.roleRef, name: restart } },
  ];
  return yamlOf(objects);
}

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { ...LABELS, 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

const account = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
};

const role = () => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: NAME, labels: LABELS },
  rules: operatorRules(),
});

const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: NAME, labels: LABELS },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
  subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
};

const fromPod = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** Where the operator answers probes and Prometheus. */
const PORT = { name: 'http-metrics', containerPort: 8080, protocol: 'TCP' };

/** The usual annotations: Prometheus scrapes such pods where it is set up as Istio's own is. */
const SCRAPED = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(PORT.containerPort),
  'prometheus.io/path': ENDPOINTS.metrics,
};

const probe = (path: string, periodSeconds: number) => ({ httpGet: { path, port: PORT.name }, periodSeconds });

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
  spec: {
    replicas: 1,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, annotations: SCRAPED },
      spec: {
        serviceAccountName: NAME,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'operator',
            image: `meshwright:${version}`,
            args: ['run', '--leader-elect', `--metrics-address=:${PORT.containerPort}`],
            ports: [PORT],
            livenessProbe: { ...probe(ENDPOINTS.health, 20), timeoutSeconds: 10, failureThreshold: 3 },
            readinessProbe: { ...probe(ENDPOINTS.readiness, 10), timeoutSeconds: 5 },
            env: [fromPod('POD_NAME', 'metadata.name'), fromPod('POD_NAMESPACE', 'metadata.namespace')],
            resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  },
};
