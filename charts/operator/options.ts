import type { Manifest } from '../../src/api/manifest.ts';
import { CONSOLE_PORT } from './console.ts';
import { OPERATOR_PORT } from './deployment.ts';
import { OPERATOR_LABELS, OPERATOR_NAME, type OperatorEndpoints } from './settings.ts';

const namespaced = (apiVersion: string, kind: string, namespace: string, spec: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: OPERATOR_NAME, namespace, labels: OPERATOR_LABELS },
  spec,
});

const SELECTOR = { matchLabels: OPERATOR_LABELS };

/** Keeps one of several replicas while nodes are drained. */
export const disruptionBudget = (namespace: string): Manifest =>
  namespaced('policy/v1', 'PodDisruptionBudget', namespace, { minAvailable: 1, selector: SELECTOR });

/** Above what can wait: a mesh that nobody keeps holds up whoever needs it. Below what keeps the node and the cluster. */
export const priorityClass = (): Manifest => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: OPERATOR_NAME, labels: OPERATOR_LABELS },
  value: 1_000_000,
  description: 'For the operator that keeps the mesh.',
});

/** What has Prometheus Operator scrape each replica. */
export const podMonitor = (namespace: string, { metrics }: OperatorEndpoints): Manifest =>
  namespaced('monitoring.coreos.com/v1', 'PodMonitor', namespace, {
    selector: SELECTOR,
    podMetricsEndpoints: [{ port: OPERATOR_PORT.name, path: metrics }],
  });

/** Alerts for Prometheus Operator. */
export const prometheusRule = (namespace: string, groups: unknown): Manifest =>
  namespaced('monitoring.coreos.com/v1', 'PrometheusRule', namespace, { groups });

/** Nobody has to reach more of the operator than its metrics, and its console if that is open; where the apiserver is, only the cluster knows. */
export const networkPolicy = (namespace: string): Manifest =>
  namespaced('networking.k8s.io/v1', 'NetworkPolicy', namespace, {
    podSelector: SELECTOR,
    policyTypes: ['Ingress'],
    ingress: [
      {
        ports: [
          { port: OPERATOR_PORT.name, protocol: OPERATOR_PORT.protocol },
          { port: CONSOLE_PORT, protocol: 'TCP' },
        ],
      },
    ],
  });
