import {
  access10,
  access11,
  access114,
  access12,
  access13,
  access14,
  changes106,
  reads104,
  type KialiAccess,
} from './kiali-access.ts';
import {
  config014,
  config020,
  config09,
  config115,
  config14,
  configBefore09,
  type KialiConfig,
} from './kiali-config.ts';
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
  /**
   * How it reads who may log in from the Secret `kiali`: mounted, or in its environment. `required`: it lets everybody
   * in where nothing is set, and so must not start without.
   */
  readonly credentials: 'mounted' | 'environment' | 'required';
  /** Variables by which it learns of its surroundings what it does not read from its configuration. */
  readonly surroundings: { readonly prometheus?: string; readonly webRoot?: string };
  /** What else it reads from its environment and not from its configuration. */
  readonly env: Readonly<Record<string, string>>;
  readonly access: KialiAccess;
  readonly config: KialiConfig;
}

const scraped = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' };

const newest: KialiFacts = {
  image: 'quay.io/kiali/kiali:v1.15',
  verbosity: 3,
  podAnnotations: { ...scraped, 'kiali.io/runtimes': 'go,kiali' },
  healthPath: '/healthz',
  certificate: true,
  credentials: 'mounted',
  env: {},
  surroundings: {},
  access: access14,
  config: config115,
};

const since11: KialiFacts = {
  image: 'docker.io/kiali/kiali:v0.14',
  verbosity: 4,
  podAnnotations: {},
  healthPath: '',
  certificate: false,
  credentials: 'environment',
  env: {},
  surroundings: { prometheus: 'PROMETHEUS_SERVICE_URL', webRoot: 'SERVER_WEB_ROOT' },
  access: access11,
  config: config014,
};

/** charts/kiali of each line. */
export const KIALI: ByMinor<KialiFacts> = {
  '1.0': {
    ...since11,
    image: 'docker.io/kiali/kiali:istio-release-1.0',
    credentials: 'required',
    surroundings: { prometheus: 'PROMETHEUS_SERVICE_URL' },
    env: {
      GRAFANA_DASHBOARD: 'istio-service-dashboard',
      GRAFANA_VAR_SERVICE_DEST: 'var-service',
      GRAFANA_VAR_SERVICE_SOURCE: 'var-service',
    },
    access: access10,
    config: configBefore09,
  },
  '1.0.3': {
    image: 'docker.io/kiali/kiali:v0.9',
    env: {
      GRAFANA_DASHBOARD: undefined,
      GRAFANA_VAR_SERVICE_DEST: undefined,
      GRAFANA_VAR_SERVICE_SOURCE: undefined,
    },
    config: config09,
  },
  '1.0.4': { access: { reads: reads104 } },
  '1.0.5': { image: 'docker.io/kiali/kiali:v0.10' },
  '1.0.6': { image: 'docker.io/kiali/kiali:v0.12', access: changes106 },
  '1.1': since11,
  '1.1.4': {
    image: 'docker.io/kiali/kiali:v0.16',
    podAnnotations: scraped,
    credentials: 'mounted',
    access: access114,
  },
  '1.2': {
    ...newest,
    image: 'quay.io/kiali/kiali:v0.20',
    verbosity: 4,
    podAnnotations: scraped,
    healthPath: '',
    certificate: false,
    access: access12,
    config: config020,
  },
  '1.3': { ...newest, image: 'quay.io/kiali/kiali:v1.4', access: access13, config: config14 },
  '1.4': { ...newest, image: 'quay.io/kiali/kiali:v1.9', config: config14 },
  '1.4.9': { image: newest.image, config: newest.config },
};
