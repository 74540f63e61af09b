import { rowOf } from '../../catalog/minor.ts';
import { GRAFANA, type DashboardName } from '../../catalog/grafana.ts';
import { secondsOf } from '../../kit/duration.ts';
import type { Mesh } from '../../mesh.ts';
import { buildDashboard } from './builder.ts';
import { citadelDashboard } from './citadel.ts';
import { galleyDashboard } from './galley.ts';
import { meshDashboard } from './mesh.ts';
import { mixerDashboard } from './mixer.ts';
import type { Dashboard, DashboardContext } from './model.ts';
import { performanceDashboard } from './performance.ts';
import { pilotDashboard } from './pilot.ts';
import { serviceDashboard } from './service.ts';
import { workloadDashboard } from './workload.ts';

/** Dashboards by the name of their file, without .json. */
const LIBRARY: Readonly<Record<DashboardName, (context: DashboardContext) => Dashboard>> = {
  'citadel-dashboard': citadelDashboard,
  'galley-dashboard': galleyDashboard,
  'istio-mesh-dashboard': meshDashboard,
  'istio-performance-dashboard': performanceDashboard,
  'istio-service-dashboard': serviceDashboard,
  'istio-workload-dashboard': workloadDashboard,
  'mixer-dashboard': mixerDashboard,
  'pilot-dashboard': pilotDashboard,
};

/** The dashboards of the mesh's version: file names, without .json, and what is in them. */
export function dashboards(mesh: Mesh): { name: DashboardName; json: string }[] {
  const context = contextOf(mesh);
  return rowOf(GRAFANA, mesh.spec.version).dashboards.map((name) => ({
    name,
    json: `${JSON.stringify(buildDashboard(LIBRARY[name](context)), null, 1)}\n`,
  }));
}

function contextOf({ spec }: Mesh): DashboardContext {
  return {
    namespace: spec.namespace,
    window: rateWindow(spec.components.prometheus.scrapeInterval),
    gateways: spec.gateways.filter(({ enabled }) => enabled).map(({ name }) => name),
  };
}

/** Four scrapes, and at least a minute. */
export function rateWindow(scrapeInterval: string): string {
  const seconds = Math.ceil(secondsOf(scrapeInterval) * 4);
  return seconds <= 60 ? '1m' : `${seconds}s`;
}
