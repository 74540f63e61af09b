import { MINORS, type Minor } from '../minor.ts';

/** Keys that no template reads in some lines, although they look like those of every other component. */
interface Unread {
  /** Keys of the Helm values. */
  readonly keys: readonly string[];
  /** The first of the lines; the first of all when it is not given. */
  readonly since?: Minor;
  /** The last of the lines; the last of all when it is not given. */
  readonly until?: Minor;
}

const of = (components: readonly string[], ...names: readonly string[]): string[] =>
  components.flatMap((component) => names.map((name) => `${component}.${name}`));

/** templates of each line: every key that is in none of them, though a row of the options would have it there. */
const TABLE: readonly Unread[] = [
  { keys: ['galley.env', 'sidecarInjectorWebhook.env', 'global.proxy.kubevirtInterfaces'] },
  { keys: ['nodeagent.resources', 'nodeagent.podAnnotations', 'nodeagent.rollingMaxUnavailable'] },
  { keys: of(['prometheus', 'grafana', 'tracing', 'kiali'], 'rollingMaxSurge', 'rollingMaxUnavailable') },
  { keys: ['prometheus.podAnnotations', 'grafana.podAnnotations', 'tracing.podAnnotations'] },
  { keys: of(['tracing'], 'replicaCount', 'resources'), since: '1.1' },
  {
    keys: of(['pilot', 'galley', 'sidecarInjectorWebhook', 'kiali', 'istiocoredns', 'servicegraph'], 'podAnnotations'),
    until: '1.3',
  },
  { keys: ['istiocoredns.coreDNSTag'], until: '1.3' },
  { keys: ['kiali.image', 'prometheus.image', 'tracing.jaeger.image', 'tracing.zipkin.image'], until: '1.2' },
  { keys: ['security.createMeshPolicy'], until: '1.1' },
  { keys: ['global.multiCluster.clusterName'], until: '1.3' },
  { keys: [...of(['tracing.zipkin'], 'hub', 'tag'), 'servicegraph.prometheusAddr'], until: '1.0' },
  {
    keys: [
      ...of(['mixer'], 'autoscaleMin', 'autoscaleMax'),
      ...of(['mixer.istio-policy', 'mixer.istio-telemetry'], 'replicaCount', 'resources'),
    ],
  },
];

/** True when no template of the line's chart reads the key. */
export const isUnread = (key: string, minor: Minor): boolean =>
  TABLE.some(
    ({ keys, since = '1.0', until = '1.4' }) =>
      keys.includes(key) &&
      MINORS.indexOf(since) <= MINORS.indexOf(minor) &&
      MINORS.indexOf(minor) <= MINORS.indexOf(until),
  );
