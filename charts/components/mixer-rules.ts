import { ATTRIBUTE_MANIFESTS, attributesOf } from '../catalog/attributes.ts';
import { rowOf } from '../catalog/minor.ts';
import {
  HTTP_METRICS,
  httpDimensions,
  httpLogFields,
  MIXER_RULES,
  POD_BINDINGS,
  POD_LOOKUP,
  TCP_DIMENSIONS,
  TCP_LOG_FIELDS,
  TCP_METRICS,
  type Expressions,
  type MetricFacts,
  type MixerRuleFacts,
} from '../catalog/mixer-rules.ts';
import { namespaced } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

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
    object(mesh, 'attributemanifest', name, { attributes: attributesOf(name, mesh.spec.version) }),
  );
}

const HTTP = 'context.protocol == "http" || context.protocol == "grpc"';
const TCP = 'context.protocol == "tcp"';
const tcpEvent = (event: string): string => `${TCP} && ((connection.event | "na") == "${event}")`;

function logs(mesh: Mesh): Manifest[] {
  const facts = rowOf(MIXER_RULES, mesh.spec.version);
  const { outputAsJson } = mesh.spec.components.telemetry.adapters.stdio;
  const tcpTime = 'context.time | timestamp("2017-01-01T00:00:00Z")';
  return [
    logEntry(mesh, 'accesslog', 'request.time', httpLogFields(facts)),
    logEntry(mesh, 'tcpaccesslog', tcpTime, TCP_LOG_FIELDS),
    handler(mesh, 'stdio', { outputAsJson }),
    rule(mesh, 'stdio', { match: HTTP, handler: 'stdio', instances: ['accesslog'] }),
    rule(mesh, 'stdiotcp', { match: TCP, handler: 'stdio', instances: ['tcpaccesslog'] }),
  ];
}

function logEntry(mesh: Mesh, name: string, timestamp: string, variables: Expressions): Manifest {
  return instance(mesh, name, 'logentry', {
    severity: '"Info"',
    timestamp,
    variables,
    monitored_resource_type: '"global"',
  });
}

function metrics(mesh: Mesh): Manifest[] {
  const facts = rowOf(MIXER_RULES, mesh.spec.version);
  const measured = [
    ...HTTP_METRICS.map((metric) => ({ metric, dimensions: httpDimensions(facts) })),
    ...Object.values(TCP_METRICS).flatMap((group) => group.map((metric) => ({ metric, dimensions: TCP_DIMENSIONS }))),
  ];
  const { metricsExpiryDuration } = mesh.spec.components.telemetry.adapters.prometheus;
  return [
    ...measured.map(({ metric, dimensions }) => metricInstance(mesh, metric, dimensions)),
    handler(mesh, 'prometheus', {
      metricsExpirationPolicy: { metricsExpiryDuration },
      metrics: measured.map(({ metric, dimensions }) => shownMetric(mesh, metric, Object.keys(dimensions))),
    }),
    metricRule(mesh, 'promhttp', httpTraffic(facts), HTTP_METRICS),
    metricRule(mesh, 'promtcp', TCP, TCP_METRICS.always),
    metricRule(mesh, 'promtcpconnectionopen', tcpEvent('open'), TCP_METRICS.open),
    metricRule(mesh, 'promtcpconnectionclosed', tcpEvent('close'), TCP_METRICS.close),
  ];
}

function httpTraffic({ ignoredUserAgents }: MixerRuleFacts): string {
  const others = ignoredUserAgents.map((agent) => `(match((request.useragent | "-"), "${agent}") == false)`);
  return [`(${HTTP})`, ...others].join(' && ');
}

function metricInstance(mesh: Mesh, { instance: name, value }: MetricFacts, dimensions: Expressions): Manifest {
  return instance(mesh, name, 'metric', { value, dimensions, monitored_resource_type: '"UNSPECIFIED"' });
}

function shownMetric(mesh: Mesh, { instance: of, name, buckets }: MetricFacts, labels: string[]): object {
  return {
    name,
    instance_name: `${of}.instance.${mesh.spec.namespace}`,
    kind: buckets === undefined ? 'COUNTER' : 'DISTRIBUTION',
    label_names: labels,
    ...(buckets !== undefined && { buckets }),
  };
}

function metricRule(mesh: Mesh, name: string, match: string, of: readonly MetricFacts[]): Manifest {
  return rule(mesh, name, { match, handler: 'prometheus', instances: of.map((metric) => metric.instance) });
}

function podAttributes(mesh: Mesh): Manifest[] {
  const action = { handler: 'kubernetesenv', instances: ['attributes'] };
  return [
    instance(mesh, 'attributes', 'kubernetes', POD_LOOKUP, { attributeBindings: POD_BINDINGS }),
    handler(mesh, 'kubernetesenv'),
    rule(mesh, 'kubeattrgenrulerule', action),
    rule(mesh, 'tcpkubeattrgenrulerule', { match: TCP, ...action }),
  ];
}

function object(mesh: Mesh, kind: string, name: string, spec: object): Manifest {
  return { ...namespaced(mesh, 'config.istio.io/v1alpha2', kind, name, { app: 'mixer' }), spec };
}

function instance(mesh: Mesh, name: string, compiledTemplate: string, params: object, more: object = {}): Manifest {
  return object(mesh, 'instance', name, { compiledTemplate, params, ...more });
}

function handler(mesh: Mesh, name: string, params?: object): Manifest {
  return object(mesh, 'handler', name, { compiledAdapter: name, ...(params && { params }) });
}

function rule(mesh: Mesh, name: string, what: { match?: string; handler: string; instances: string[] }): Manifest {
  const { match, ...action } = what;
  return object(mesh, 'rule', name, { ...(match !== undefined && { match }), actions: [action] });
}
