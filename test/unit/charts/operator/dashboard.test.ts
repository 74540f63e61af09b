import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { operatorDashboard } from '../../../../charts/operator/index.ts';
import { METRICS, type Definition } from '../../../../src/server/definitions.ts';
import { Metrics } from '../../../../src/server/metrics.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { metricsOf } from '../../../support/promql.ts';
import { syntaxErrors } from '../../../support/prometheus.ts';

interface DashboardJson {
  readonly panels: { title: string; targets?: { expr: string; legendFormat?: string }[] }[];
  readonly templating: { list: { name: string; query: string }[] };
}

const dashboard = JSON.parse(operatorDashboard()) as DashboardJson;
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);
const definitions: Readonly<Record<string, Definition>> = METRICS;

describe('the dashboard of the operator', () => {
  it('asks in PromQL, and only for metrics that the operator has', async () => {
    const text = await new Metrics('1', new FakeClock()).text();
    const exported = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
    const parts = exported.filter((name) => definitions[name]?.type === 'histogram').map((name) => `${name}_bucket`);
    const known = new Set([...exported, ...parts, ...Object.keys(METRICS)]);
    expect(targets.length).toBeGreaterThan(15);
    expect(targets.flatMap(({ expr }) => syntaxErrors(expr))).toEqual([]);
    const queries = dashboard.templating.list.map(({ query }) => query.replace(/^label_values\((.*), \w+\)$/, '$1'));
    const asked = [...targets.map(({ expr }) => expr), ...queries].flatMap(metricsOf);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('shows every metric of a mesh that a panel can show, but counts of components', () => {
    const asked = new Set(targets.flatMap(({ expr }) => metricsOf(expr)));
    const left = Object.keys(METRICS).filter(
      (name) => /_(mesh|hop|component|certificate|contests)_?/.test(name) && !asked.has(name),
    );
    expect(left).toEqual(['meshwright_mesh_components', 'meshwright_mesh_components_ready']);
  });

  it('names its series by labels that they have', () => {
    const wrong = targets.flatMap(({ expr, legendFormat = '' }) => {
      const labels = new Set(['instance', ...metricsOf(expr).flatMap((name) => definitions[name]?.labels ?? [])]);
      return [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, label = '']) =>
        labels.has(label) ? [] : [label],
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is what the kustomize component and the chart deliver', () => {
    const component = readFileSync('deploy/kustomize/components/grafana-dashboard/resources.yaml', 'utf8');
    const [configMap] = loadAll(component) as { data: Record<string, string> }[];
    expect(Object.values(configMap?.data ?? {})).toEqual([operatorDashboard()]);
    expect(readFileSync('deploy/helm/meshwright/files/dashboard.json', 'utf8')).toBe(operatorDashboard());
  });
});
