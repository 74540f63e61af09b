import { dump } from 'js-yaml';
import { rowOf } from '../../catalog/minor.ts';
import { PROMETHEUS } from '../../catalog/prometheus.ts';
import { prometheusDuration } from '../../kit/duration.ts';
import type { Mesh } from '../../mesh.ts';
import {
  annotatedServices,
  apiServers,
  controlPlane,
  envoys,
  kubelets,
  plainPods,
  securePods,
  type ScrapeJob,
} from './jobs.ts';

/** Every scrape job of the mesh: its metrics, its proxies, its control plane, Kubernetes, and annotated workloads. */
function scrapeJobs({ spec }: Mesh): ScrapeJob[] {
  const facts = rowOf(PROMETHEUS, spec.version);
  const traffic = { job: 'istio-mesh', service: 'istio-telemetry', port: 'prometheus' };
  const ofControlPlane = [traffic, ...facts.controlPlaneJobs].map((job) =>
    controlPlane(job, spec.namespace, facts.controlPlaneInterval),
  );
  return [
    ...ofControlPlane,
    ...(facts.envoyStats ? [envoys(facts)] : []),
    apiServers,
    kubelets('kubernetes-nodes', 'metrics'),
    kubelets('kubernetes-cadvisor', 'metrics/cadvisor'),
    annotatedServices,
    plainPods(facts),
    ...(facts.certificate === 'none' ? [] : [securePods(facts)]),
  ];
}

/** The content of prometheus.yml. */
export function scrapeConfig(mesh: Mesh): string {
  const { scrapeInterval } = mesh.spec.components.prometheus;
  const config = {
    global: { scrape_interval: prometheusDuration(scrapeInterval) },
    scrape_configs: scrapeJobs(mesh),
  };
  return dump(config, { lineWidth: -1, noRefs: true });
}
