import type { Manifest } from '../../src/api/manifest.ts';
import { operatorDeployment } from './deployment.ts';
import { leaderElectionRole, operatorAccount, operatorRole } from './permissions.ts';
import {
  OPERATOR_LABELS,
  OPERATOR_NAME,
  type OperatorEndpoints,
  type OperatorSettings,
  type Rule,
} from './settings.ts';

export { consoleArgument, consoleObjects } from './console.ts';
export { dashboardConfigMap, operatorDashboard } from './dashboard.ts';
export { disruptionBudget, networkPolicy, podMonitor, priorityClass, prometheusRule } from './options.ts';
export { restartRole } from './permissions.ts';
export * from './settings.ts';

/** What only the program of the operator knows of itself. */
export interface OperatorFacts {
  /** What it does. */
  readonly rules: readonly Rule[];
  /** What it grants to the accounts of a mesh, and so has to hold: Kubernetes lets nobody grant what they do not have. */
  readonly granted: readonly Rule[];
  readonly endpoints: OperatorEndpoints;
}

/** Everything that runs the operator in a namespace that is there, beside the CRD. */
export function operatorObjects(settings: OperatorSettings, { rules, granted, endpoints }: OperatorFacts): Manifest[] {
  return [
    operatorAccount(settings.namespace),
    ...operatorRole(OPERATOR_NAME, rules, settings.namespace),
    ...operatorRole(`${OPERATOR_NAME}-grants`, granted, settings.namespace),
    ...leaderElectionRole(settings.namespace),
    operatorDeployment(settings, endpoints),
  ];
}

/** The namespace of the operator, in which only pods run that need no privilege. */
export const operatorNamespace = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { ...OPERATOR_LABELS, 'pod-security.kubernetes.io/enforce': 'restricted' } },
});
