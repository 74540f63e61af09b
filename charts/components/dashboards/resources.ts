import type { DashboardContext, Panel, Row } from './model.ts';
import { graph, table } from './panels.ts';
import { rate, sumRate } from './promql.ts';

/** One program of the control plane, as Prometheus and the kubelets see it. */
export interface Program {
  /** Scrape job; a regular expression. */
  readonly job: string;
  /** Pods; a regular expression. */
  readonly pod: string;
  /** Containers; a regular expression. */
  readonly container: string;
}

/** Memory, CPU, open files and goroutines of a program. Container series carry the labels of Kubernetes >= 1.16. */
export function resourcesRow(program: Program, { namespace, window }: DashboardContext): Row {
  const own = `{job=~"${program.job}"}`;
  const cgroup = `{namespace="${namespace}", pod=~"${program.pod}", container=~"${program.container}"}`;
  const container = '{{pod}} {{container}}';
  return {
    title: 'Resource Usage',
    columns: 4,
    panels: [
      graph(
        'Memory',
        [
          { expr: `process_resident_memory_bytes${own}`, legend: '{{job}} {{instance}} resident' },
          { expr: `go_memstats_heap_inuse_bytes${own}`, legend: '{{job}} {{instance}} heap' },
          { expr: `go_memstats_stack_inuse_bytes${own}`, legend: '{{job}} {{instance}} stack' },
          { expr: `container_memory_working_set_bytes${cgroup}`, legend: `${container} working set` },
        ],
        { unit: 'bytes', description: 'The working set of the container is what counts against its limit.' },
      ),
      graph(
        'CPU',
        [
          { expr: rate(`process_cpu_seconds_total${own}`, window), legend: '{{job}} {{instance}}' },
          {
            expr: sumRate(`container_cpu_usage_seconds_total${cgroup}`, window, 'pod', 'container'),
            legend: `${container} container`,
          },
        ],
        { description: 'Cores in use.' },
      ),
      graph(
        'Disk',
        [
          { expr: `container_fs_usage_bytes${cgroup}`, legend: container },
          { expr: `process_open_fds${own}`, legend: '{{job}} {{instance}} open files' },
        ],
        { unit: 'bytes', right: { series: '/open files/', unit: 'short' } },
      ),
      graph('Goroutines', [{ expr: `go_goroutines${own}`, legend: '{{job}} {{instance}}' }]),
    ],
  };
}

/** Which versions run, and how many of each; `builds` are components as istio_build names them, a regular expression. */
export function versions(title: string, builds: string): Panel {
  return table(
    title,
    [`sum(istio_build{component=~"${builds}"}) by (component, tag)`],
    [
      { heading: 'Component', from: { label: 'component' } },
      { heading: 'Version', from: { label: 'tag' } },
      { heading: 'Instances', from: { query: 0 }, unit: 'none' },
    ],
    {
      height: 5,
      description: 'Two versions of one component side by side mean that an upgrade is under way, or stuck.',
    },
  );
}
