import { ATTRIBUTE_MANIFESTS, attributesOf } from '../catalog/attributes.ts';
import { rowOf } from '../catalog/minor.ts';
import {
  HTTP_METRICS,
  httpDimensions,
  httpLogFields,
  POD_BINDINGS,
  POD_LOOKUP,
  TCP_METRICS,
  tcpDimensions,
  tcpLogFields,
  type Expressions,
  type MetricFacts,
} from '../catalog/mixer-expressions.ts';
import { MIXER_RULES, type MixerRuleFacts } from '../catalog/mixer-rules.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';
import { handler, instance, instanceName, mixerObject, rule } from './mixer-objects.ts';

/**
 * What mixer does by itself: it learns workloads from pods, and reports requests and connections to Prometheus and to
 * its log. Reports exist only with telemetry; the attributes of pods also serve policy.
 */
export function mixerRules(mesh: Mesh): Manifest[] {
  const { policy, telemetry } = mesh.spec.components;
  if (!policy.enabled && !telemetry.enabled) return [];
  const { stdio, prometheus, kubernetesenv } = telemetry.adapters;
  return [
    ...attributeManifests(mesh),
    ...(stdio.enabled && telemetry.enabled ? logs(mesh) : []),
    ...(prometheus.enabled && telemetry.enabled ? metrics(mesh) : []),
    ...(kubernetesenv.enabled ? podAttributes(mesh) : []),
  ];
}

function attributeManifests(mesh: Mesh): Manifest[] {
  const names = Object.keys(ATTRIBUTE_MANIFESTS) as (keyof typeof ATTRIBUTE_MANIFESTS)[];
  return names.map((name) =>
    mixerObject(mesh, 'attributemanifest', name, { attributes: attributesOf(name, mesh.spec.version) }),
  );
}

const HTTP = 'context.protocol == "http" || context.protocol == "grpc"';
const TCP = 'context.protocol == "tcp"';
const tcpEvent = (event: string): string => `${TCP} && ((connection.event | "na") == "${event}")`;

function logs(mesh: Mesh): Manifest[] {
  const facts = rowOf(MIXER_RULES, mesh.spec.version);
  const { outputAsJson } = mesh.spec.components.telemetry.adapters.stdio;
  const tcpTime = 'context.time | timestamp("2017-01-01T00:00:00Z")';
  const of = (name: string) => ({ adapter: 'stdio', template: 'logentry', instances: [name] }) as const;
  return [
    logEntry(mesh, 'accesslog', 'request.time', httpLogFields(facts)),
    logEntry(mesh, 'tcpaccesslog', tcpTime, tcpLogFields(facts)),
    handler(mesh, 'stdio', { outputAsJson }),
    rule(mesh, 'stdio', of('accesslog'), HTTP),
    rule(mesh, 'stdiotcp', of('tcpaccesslog'), TCP),
  ];
}

function logEntry(mesh: Mesh, name: string, timestamp: string, variables: Expressions): Manifest {
  return instance(mesh, 'logentry', name, {
    severity: '"Info"',
    timestamp,
    variables,
    monitored_resource_type: '"global"',
  });
}

/** A metric and the labels that it has. */
interface Measured {
  readonly metric: MetricFacts;
  readonly dimensions: Expressions;
}

function metrics(mesh: Mesh): Manifest[] {
  const facts = rowOf(MIXER_RULES, mesh.spec.version);
  const measured = measuredOf(facts);
  const { metricsExpiryDuration } = mesh.spec.components.telemetry.adapters.prometheus;
  return [
    ...measured.map((one) => metricInstance(mesh, one)),
    handler(mesh, 'prometheus', {
      ...(facts.expiresMetrics && { metricsExpirationPolicy: { metricsExpiryDuration } }),
      metrics: measured.map((one) => shownMetric(mesh, one)),
    }),
    metricRule(mesh, 'promhttp', httpTraffic(facts), HTTP_METRICS),
    metricRule(mesh, 'promtcp', TCP, TCP_METRICS.always),
    ...(facts.countsConnections ? connectionRules(mesh) : []),
  ];
}

function measuredOf(facts: MixerRuleFacts): Measured[] {
  const open = [...TCP_METRICS.open, ...TCP_METRICS.close];
  const all = (metrics: readonly MetricFacts[], dimensions: Expressions): Measured[] =>
    metrics.map((metric) => ({ metric, dimensions }));
  return [
    ...all(HTTP_METRICS, httpDimensions(facts)),
    ...all(TCP_METRICS.always, tcpDimensions(facts, facts.tcpDestinationService)),
    ...(facts.countsConnections ? all(open, tcpDimensions(facts, facts.connectionDestinationService)) : []),
  ];
}

const connectionRules = (mesh: Mesh): Manifest[] => [
  metricRule(mesh, 'promtcpconnectionopen', tcpEvent('open'), TCP_METRICS.open),
  metricRule(mesh, 'promtcpconnectionclosed', tcpEvent('close'), TCP_METRICS.close),
];

function httpTraffic({ ignoredUserAgents }: MixerRuleFacts): string {
  if (ignoredUserAgents.length === 0) return HTTP;
  const others = ignoredUserAgents.map((agent) => `(match((request.useragent | "-"), "${agent}") == false)`);
  return [`(${HTTP})`, ...others].join(' && ');
}

function metricInstance(mesh: Mesh, { metric, dimensions }: Measured): Manifest {
  const { instance: name, value } = metric;
  return instance(mesh, 'metric', name, { value, dimensions, monitored_resource_type: '"UNSPECIFIED"' });
}

function shownMetric(mesh: Mesh, { metric, dimensions }: Measured): object {
  const { name, instance: of, buckets } = metric;
  return {
    name,
    instance_name: `${instanceName(mesh, 'metric', of)}.${mesh.spec.namespace}`,
    kind: buckets === undefined ? 'COUNTER' : 'DISTRIBUTION',
    label_names: Object.keys(dimensions),
    ...(buckets !== undefined && { buckets }),
  };
}

function metricRule(mesh: Mesh, name: string, match: string, of: readonly MetricFacts[]): Manifest {
  const instances = of.map((metric) => metric.instance);
  return rule(mesh, name, { adapter: 'prometheus', template: 'metric', instances }, match);
}

function podAttributes(mesh: Mesh): Manifest[] {
  const action = { adapter: 'kubernetesenv', template: 'kubernetes', instances: ['attributes'] } as const;
  return [
    instance(mesh, 'kubernetes', 'attributes', POD_LOOKUP, POD_BINDINGS),
    handler(mesh, 'kubernetesenv'),
    rule(mesh, 'kubeattrgenrulerule', action),
    rule(mesh, 'tcpkubeattrgenrulerule', action, TCP),
  ];
}
