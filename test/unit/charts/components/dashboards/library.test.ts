import { describe, expect, it } from '@jest/globals';
import { dashboards, rateWindow } from '../../../../../charts/components/dashboards/library.ts';
import { meshOf } from '../../../../support/mesh.ts';
import { metricsIn } from '../../../../support/metrics.data.ts';
import { isBalanced, metricsOf } from '../../../../support/promql.ts';

interface PanelJson {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; refId: string }[];
  styles?: { linkUrl?: string }[];
}

interface DashboardJson {
  uid: string;
  title: string;
  panels: PanelJson[];
  templating: { list: { name: string; query: string }[] };
}

const read = (...args: Parameters<typeof meshOf>): [string, DashboardJson][] =>
  dashboards(meshOf(...args)).map(({ name, json }) => [name, JSON.parse(json) as DashboardJson]);

const ALL = read({ profile: 'demo' });

/** Releases between which metrics or dashboards differ. */
const VERSIONS = ['1.0.3', '1.0.9', '1.1.0', '1.1.17', '1.2.0', '1.3.0', '1.3.5', '1.4.0', '1.4.5', '1.4.10'];
const EVERY = VERSIONS.flatMap((version) =>
  read({ version, profile: 'demo' }).map(([name, dashboard]) => [`${name} of ${version}`, version, dashboard] as const),
);

const queriesOf = ({ panels, templating }: DashboardJson): string[] => [
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...templating.list.map(({ query }) => query.replace(/^label_values\((.*), \w+\)$/, '$1')),
];

const overlap = ({ gridPos: a }: PanelJson, { gridPos: b }: PanelJson): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(EVERY)('%s', (_, version, dashboard) => {
  it('asks only for metrics that somebody exports, in PromQL that is closed', () => {
    const queries = queriesOf(dashboard);
    const known = metricsIn(version);
    expect(queries.filter((expr) => !isBalanced(expr))).toEqual([]);
    expect(queries.flatMap(metricsOf).filter((metric) => !known.has(metric))).toEqual([]);
  });

  it('uses only variables that it defines', () => {
    const defined = new Set(dashboard.templating.list.map(({ name }) => name));
    const used = [...queriesOf(dashboard), ...dashboard.panels.map(({ title }) => title)]
      .flatMap((text) => [...text.matchAll(/\$(\w+)/g)])
      .map(([, name]) => name ?? '');
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
  });

  it('has one id per panel, one refId per query, and no panel over another', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { targets = [] } of panels) expect(new Set(targets.map((t) => t.refId)).size).toBe(targets.length);
    const clashes = panels.flatMap((a, i) => panels.slice(i + 1).filter((b) => overlap(a, b)));
    expect(clashes).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24)).toEqual([]);
  });

  it('asks something in every panel that is not text or heading', () => {
    const silent = dashboard.panels.filter(({ type, targets = [] }) => targets.length === 0 && type !== 'row');
    expect(silent.every(({ type }) => type === 'text')).toBe(true);
  });
});

describe('the dashboards of a mesh', () => {
  it('have addresses of their own, which links in tables lead to', () => {
    const uids = ALL.map(([, { uid }]) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.every((uid) => uid.length <= 40)).toBe(true);
    const links = ALL.flatMap(([, { panels }]) => panels.flatMap(({ styles = [] }) => styles.map((s) => s.linkUrl)));
    const targets = links.filter((link) => link !== undefined).map((link) => /^\/d\/([^?]+)/.exec(link)?.[1]);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((uid) => !uids.includes(uid ?? ''))).toEqual([]);
  });

  it('look at the namespace of the mesh', () => {
    const queries = read({ namespace: 'mesh-one' }).flatMap(([, dashboard]) => queriesOf(dashboard));
    expect(queries.some((expr) => expr.includes('namespace="mesh-one"'))).toBe(true);
    expect(queries.some((expr) => expr.includes('istio-system'))).toBe(false);
  });

  it('show the cost of every gateway that is on', () => {
    const gateways = [{ name: 'partners', enabled: true }];
    const [, performance] = read({ gateways }).find(([name]) => name === 'istio-performance-dashboard')!;
    expect(queriesOf(performance).some((expr) => expr.includes('pod=~"partners-.*"'))).toBe(true);
    expect(queriesOf(performance).some((expr) => expr.includes('istio-egressgateway'))).toBe(false);
  });

  it('are called as the release calls them', () => {
    const titles = (version: string) => read({ version }).map(([, { title }]) => title);
    expect(titles('1.0.0')).toEqual([]);
    expect(titles('1.0.6')).toContain('Mixer Dashboard');
    expect(titles('1.1.0')).toContain('Istio Mixer Dashboard');
    expect(titles('1.2.10')).not.toContain('Istio Citadel Dashboard');
    expect(titles('1.3.0')).toContain('Istio Citadel Dashboard');
  });

  it('are the same from run to run', () => {
    expect(dashboards(meshOf())).toEqual(dashboards(meshOf()));
  });

  it('have rates over at least four scrapes', () => {
    expect(rateWindow('15s')).toBe('1m');
    expect(rateWindow('1s')).toBe('1m');
    expect(rateWindow('1m')).toBe('240s');
    const slow = read({ components: { prometheus: { scrapeInterval: '1m' } } });
    const windows = slow.flatMap(([, d]) => queriesOf(d)).flatMap((expr) => expr.match(/\[\w+\]/g) ?? []);
    expect(new Set(windows)).toEqual(new Set(['[240s]']));
  });
});

describe('the check of PromQL', () => {
  it.each(['sum(rate(a[1m])', 'sum(a}', 'a{b="c}', 'sum(rate(a[1m)])'])('finds %s open', (expr) => {
    expect(isBalanced(expr)).toBe(false);
  });

  it('ignores brackets in regular expressions', () => {
    expect(isBalanced('a{b=~"x(y|z"}')).toBe(true);
  });

  it('tells metrics from functions, labels, windows and strings', () => {
    const expr =
      'topk(10, sum(rate(a_total{job="b_total"}[5m])) by (c_total)) / on (d) group_left e_total or vector(0)';
    expect(metricsOf(expr)).toEqual(['a_total', 'e_total']);
  });
});
