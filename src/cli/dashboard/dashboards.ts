import type { ResolvedSpec } from '../../api/resolved.ts';

/** A page of an add-on. */
export interface Dashboard {
  /** The Service whose pods have it: of this name in all releases. */
  readonly service: string;
  /** Below which path it is. */
  readonly path: (spec: ResolvedSpec) => string;
  /** What switches it on. */
  readonly setting: string;
}

/** The pages that a mesh may have. */
export const DASHBOARDS = {
  grafana: { service: 'grafana', path: () => '', setting: 'spec.components.grafana.enabled' },
  jaeger: {
    service: 'jaeger-query',
    path: ({ components }) => components.tracing.contextPath || '/jaeger',
    setting: 'spec.components.tracing.enabled, with provider jaeger',
  },
  kiali: {
    service: 'kiali',
    path: ({ components }) => components.kiali.contextPath,
    setting: 'spec.components.kiali.enabled',
  },
  prometheus: { service: 'prometheus', path: () => '', setting: 'spec.components.prometheus.enabled' },
} as const satisfies Readonly<Record<string, Dashboard>>;

/** One of them. */
export type DashboardName = keyof typeof DASHBOARDS;
