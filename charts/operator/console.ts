import type { Manifest } from '../../src/api/manifest.ts';
import { operatorRole } from './permissions.ts';
import { OPERATOR_LABELS, OPERATOR_NAME } from './settings.ts';

/** Where the operator shows its console. */
export const CONSOLE_PORT = 8090;

/** The argument of the operator; an empty host is every address of the pod, where it asks who one is. */
export const consoleArgument = (host: string): string => `--console-address=${host}:${CONSOLE_PORT}`;

/** What puts the console behind a Service: that, and the right to ask the cluster who somebody is and what they may. */
export const consoleObjects = (namespace: string): Manifest[] => [
  ...operatorRole(
    `${OPERATOR_NAME}-console`,
    [
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
    namespace,
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${OPERATOR_NAME}-console`, namespace, labels: OPERATOR_LABELS },
    spec: {
      selector: OPERATOR_LABELS,
      ports: [{ name: 'http', port: 80, targetPort: CONSOLE_PORT, protocol: 'TCP' }],
    },
  },
];
