import type { PolicyRule } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the Kialis of the release lines. */
export interface KialiFacts {
  readonly image: string;
  /** Verbosity of the log, `-v`. */
  readonly verbosity: number;
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Path of both probes below the web root; empty where it has none. */
  readonly healthPath: string;
  /** Mounts its own certificate of the mesh. */
  readonly certificate: boolean;
  /** What it may do with Istio's resources beyond reading, by API group. */
  readonly istio: { readonly groups: readonly string[]; readonly verbs: readonly string[] };
  /** What it reads of Kubernetes, and of its own kinds. */
  readonly reads: readonly PolicyRule[];
  /** Reads the key that signs log-in tokens from LOGIN_TOKEN_SIGNING_KEY, and refuses to start without. */
  readonly signingKey: boolean;
}

const READ = ['get', 'list', 'watch'];

/** charts/kiali of each line. */
export const KIALI: ByMinor<KialiFacts> = {
  '1.4': {
    image: 'quay.io/kiali/kiali:v1.15',
    verbosity: 3,
    podAnnotations: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9090',
      'kiali.io/runtimes': 'go,kiali',
    },
    healthPath: '/healthz',
    certificate: true,
    istio: {
      groups: [
        'config.istio.io',
        'networking.istio.io',
        'authentication.istio.io',
        'rbac.istio.io',
        'security.istio.io',
      ],
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
    },
    reads: [
      {
        apiGroups: [''],
        resources: [
          'configmaps',
          'endpoints',
          'namespaces',
          'nodes',
          'pods',
          'pods/log',
          'replicationcontrollers',
          'services',
        ],
        verbs: READ,
      },
      { apiGroups: ['extensions', 'apps'], resources: ['deployments', 'replicasets', 'statefulsets'], verbs: READ },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ },
      { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: READ },
      { apiGroups: ['monitoring.kiali.io'], resources: ['monitoringdashboards'], verbs: ['get', 'list'] },
    ],
    signingKey: true,
  },
};
