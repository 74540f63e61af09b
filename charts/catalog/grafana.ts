import type { ByMinor } from './minor.ts';

/** What differs between the Grafanas of the release lines. */
export interface GrafanaFacts {
  readonly image: string;
  readonly readinessPath: string;
  /** Dashboards that the line comes with, by file name without .json. */
  readonly dashboards: readonly DashboardName[];
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

/** charts/grafana of each line. */
export const GRAFANA: ByMinor<GrafanaFacts> = {
  '1.4': {
    image: 'grafana/grafana:6.4.3',
    readinessPath: '/api/health',
    dashboards: [
      'citadel-dashboard',
      'galley-dashboard',
      'istio-mesh-dashboard',
      'istio-performance-dashboard',
      'istio-service-dashboard',
      'istio-workload-dashboard',
      'mixer-dashboard',
      'pilot-dashboard',
    ],
  },
};
