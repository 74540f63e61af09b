import { rowOf } from '../../catalog/minor.ts';
import { GRAFANA, type DashboardName } from '../../catalog/grafana.ts';
import { METRICS, type MixerCalls } from '../../catalog/metrics.ts';
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
import { translated } from './translation.ts';
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
  const { names, mixerCalls } = rowOf(METRICS, mesh.spec.version);
  const context = contextOf(mesh, mixerCalls);
  const titles = Object.entries(rowOf(GRAFANA, mesh.spec.version).dashboards) as [DashboardName, string][];
  return titles.map(([name, title]) => {
    const dashboard = buildDashboard(title, translated(LIBRARY[name](context), names));
    return { name, json: `${JSON.stringify(dashboard, null, 1)}\n` };
  });
}

function contextOf({ spec }: Mesh, mixerCalls: MixerCalls): DashboardContext {
  return {
    namespace: spec.namespace,
    window: rateWindow(spec.components.prometheus.scrapeInterval),
    gateways: spec.gateways.filter(({ enabled }) => enabled).map(({ name }) => name),
    mixerCalls,
  };
}

/** Four scrapes, and at least a minute. */
export function rateWindow(scrapeInterval: string): string {
  const seconds = Math.ceil(secondsOf(scrapeInterval) * 4);
  return seconds <= 60 ? '1m' : `${seconds}s`;
}
