import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { prometheus } from '../../../../charts/components/prometheus.ts';
import type { ScrapeJob } from '../../../../charts/components/scrape/jobs.ts';
import { containerOf, deploymentOf, flagOf, meshOf, only, podOf } from '../../../support/mesh.ts';

const text = (...args: Parameters<typeof meshOf>) =>
  (only(prometheus(meshOf(...args)), 'ConfigMap')['data'] as Record<string, string>)['prometheus.yml'] ?? '';
const config = (...args: Parameters<typeof meshOf>) =>
  load(text(...args)) as { global: { scrape_interval: string }; scrape_configs: ScrapeJob[] };
const container = (...args: Parameters<typeof meshOf>) => containerOf(prometheus(meshOf(...args)), 'prometheus');
const certificate = (...args: Parameters<typeof meshOf>) =>
  podOf(prometheus(meshOf(...args))).volumes?.find(({ name }) => name === 'istio-certs')?.secret;

describe('prometheus', () => {
  it('scrapes the mesh, the proxies, the control plane, Kubernetes and annotated workloads', () => {
    expect(config().scrape_configs.map((job) => job.job_name)).toEqual([
      'istio-mesh',
      'istio-policy',
      'istio-telemetry',
      'pilot',
      'galley',
      'citadel',
      'envoy-stats',
      'kubernetes-apiservers',
      'kubernetes-nodes',
      'kubernetes-cadvisor',
      'kubernetes-service-endpoints',
      'kubernetes-pods',
      'kubernetes-pods-istio-secure',
    ]);
  });

  it('looks for the control plane in the namespace of the mesh', () => {
    expect(text({ namespace: 'mesh-one' })).not.toContain('istio-system');
    expect(config({ namespace: 'mesh-one' }).scrape_configs[0]?.kubernetes_sd_configs).toEqual([
      { role: 'endpoints', namespaces: { names: ['mesh-one'] } },
    ]);
  });

  it('keeps samples and scrapes as long and as often as asked, in words that it understands', () => {
    const spec = { components: { prometheus: { retention: '1h30m', scrapeInterval: '1m30s' } } };
    expect(flagOf(container(spec), '--storage.tsdb.retention')).toBe('5400s');
    expect(config(spec).global.scrape_interval).toBe('90s');
  });

  it('restarts when its configuration changes, and only then', () => {
    const annotations = (...args: Parameters<typeof meshOf>) =>
      deploymentOf(prometheus(meshOf(...args))).template.metadata?.annotations;
    expect(annotations({ components: { prometheus: { scrapeInterval: '30s' } } })).not.toEqual(annotations());
    expect(annotations({ components: { prometheus: { replicas: 2 } } })).toEqual(annotations());
  });

  it('waits for its certificate where citadel makes one, and runs without where nobody does', () => {
    expect(certificate()).toEqual({ secretName: 'istio.default', defaultMode: 420 });
    expect(certificate({ profile: 'minimal', components: { prometheus: { enabled: true } } })).toMatchObject({
      optional: true,
    });
  });

  it('reads the statistics of proxies from statsd before Istio 1.0.3, and from the proxies since', () => {
    const jobs = (version: string) => config({ version }).scrape_configs.map((job) => job.job_name);
    expect(jobs('1.0.2')).toContain('envoy');
    expect(jobs('1.0.2')).not.toContain('envoy-stats');
    expect(jobs('1.0.3')).toContain('envoy-stats');
    expect(jobs('1.0.3')).not.toContain('envoy');
  });

  it('scrapes citadel since Istio 1.1.1', () => {
    const jobs = (version: string) => config({ version }).scrape_configs.map((job) => job.job_name);
    expect(jobs('1.1.0')).not.toContain('citadel');
    expect(jobs('1.1.1')).toContain('citadel');
  });

  it('drops most series of the proxies up to Istio 1.1', () => {
    const drops = (version: string) =>
      config({ version }).scrape_configs.flatMap((job) => job.metric_relabel_configs ?? []).length;
    expect([drops('1.0.9'), drops('1.1.17'), drops('1.2.0')]).toEqual([9, 9, 0]);
  });

  it('waits for its certificate in a container of its own up to Istio 1.1.4, where citadel makes one', () => {
    const waits = (spec: object) => podOf(prometheus(meshOf(spec))).initContainers?.map(({ name }) => name);
    expect(waits({ version: '1.1.4' })).toEqual(['prom-init']);
    const without = { version: '1.1.4', profile: 'minimal', components: { prometheus: { enabled: true } } };
    expect(waits(without)).toBeUndefined();
    expect(waits({ version: '1.1.5' })).toBeUndefined();
  });

  it('may read what it discovers, and nothing else', () => {
    const rules = only(prometheus(meshOf()), 'ClusterRole')['rules'] as { verbs: string[] }[];
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list', 'watch']));
  });

  it('is the same text from run to run', () => {
    expect(text()).toBe(text());
  });
});
