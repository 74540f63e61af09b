import type { ByMinor } from './minor.ts';

/** What differs between the Grafanas of the release lines. */
export interface GrafanaFacts {
  /** Empty is Istio's own image, hub/grafana:version. */
  readonly image: string;
  /** User and group that the image runs as; 0 where it starts as root and changes its user itself. */
  readonly user: number;
  /** Value of the label `app` of the objects; pods and Services agree on `grafana` in every line. */
  readonly label: string;
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly readinessPath: string;
  /** Where data source and dashboards come from: the image, or ConfigMaps: one for all dashboards or one for each. */
  readonly provisioning: 'image' | 'together' | 'each';
  /** Titles of the dashboards that the line comes with, by file name without .json. */
  readonly dashboards: Readonly<Partial<Record<DashboardName, string>>>;
}

/** Every dashboard that some line has. */
export type DashboardName =
  | 'citadel-dashboard'
  | 'galley-dashboard'
  | 'istio-mesh-dashboard'
  | 'istio-performance-dashboard'
  | 'istio-service-dashboard'
  | 'istio-workload-dashboard'
  | 'mixer-dashboard'
  | 'pilot-dashboard';

const COMMON_DASHBOARDS = {
  'galley-dashboard': 'Istio Galley Dashboard',
  'istio-mesh-dashboard': 'Istio Mesh Dashboard',
  'istio-performance-dashboard': 'Istio Performance Dashboard',
  'istio-service-dashboard': 'Istio Service Dashboard',
  'istio-workload-dashboard': 'Istio Workload Dashboard',
} as const;

const DASHBOARDS_1_0 = {
  ...COMMON_DASHBOARDS,
  'mixer-dashboard': 'Mixer Dashboard',
  'pilot-dashboard': 'Pilot Dashboard',
} as const;

const DASHBOARDS_1_1 = {
  ...COMMON_DASHBOARDS,
  'mixer-dashboard': 'Istio Mixer Dashboard',
  'pilot-dashboard': 'Istio Pilot Dashboard',
} as const;

const DASHBOARDS_1_3 = {
  'citadel-dashboard': 'Istio Citadel Dashboard',
  ...COMMON_DASHBOARDS,
  'mixer-dashboard': 'Istio Mixer Dashboard',
  'pilot-dashboard': 'Istio Pilot Dashboard',
} as const;

const newest: GrafanaFacts = {
  image: 'grafana/grafana:6.4.3',
  user: 472,
  label: 'grafana',
  podAnnotations: { 'prometheus.io/scrape': 'true' },
  readinessPath: '/api/health',
  provisioning: 'each',
  dashboards: DASHBOARDS_1_3,
};

const since11: GrafanaFacts = {
  image: 'grafana/grafana:5.4.0',
  user: 472,
  label: 'grafana',
  podAnnotations: {},
  readinessPath: '/login',
  provisioning: 'each',
  dashboards: DASHBOARDS_1_1,
};

/** charts/grafana of each line. Upstream runs 1.0.3 and 1.0.4 without the user, and so cannot write to some volumes. */
export const GRAFANA: ByMinor<GrafanaFacts> = {
  '1.0': { ...since11, image: '', user: 0, provisioning: 'image', dashboards: {} },
  '1.0.3': {
    image: 'grafana/grafana:5.2.3',
    user: 472,
    label: 'istio-grafana',
    provisioning: 'together',
    dashboards: DASHBOARDS_1_0,
  },
  '1.1': since11,
  '1.1.4': { image: 'grafana/grafana:6.0.2' },
  '1.2': { ...newest, image: 'grafana/grafana:6.1.6', readinessPath: '/login', dashboards: DASHBOARDS_1_1 },
  '1.3': { ...newest, image: 'grafana/grafana:6.1.6' },
  '1.4': newest,
};
