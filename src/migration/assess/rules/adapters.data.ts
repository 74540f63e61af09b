/** What an adapter of mixer does; each purpose has a rule. */
export type Purpose =
  'metrics' | 'logs' | 'traces' | 'denier' | 'list' | 'decision' | 'quota' | 'attributes' | 'nothing';

/** The adapters that mixer had in 1.0 to 1.4 (mixer/adapter). What is not here is somebody's own. */
export const ADAPTERS: Readonly<Record<string, Purpose>> = {
  apigee: 'decision',
  bypass: 'nothing',
  circonus: 'metrics',
  cloudwatch: 'metrics',
  denier: 'denier',
  dogstatsd: 'metrics',
  fluentd: 'logs',
  kubernetesenv: 'attributes',
  listchecker: 'list',
  memquota: 'quota',
  newrelic: 'metrics',
  noop: 'nothing',
  opa: 'decision',
  prometheus: 'metrics',
  rbac: 'decision',
  redisquota: 'quota',
  servicecontrol: 'decision',
  signalfx: 'metrics',
  solarwinds: 'metrics',
  stackdriver: 'metrics',
  statsd: 'metrics',
  stdio: 'logs',
  wavefront: 'metrics',
  zipkin: 'traces',
};

/** The templates of 1.0 to 1.4 (mixer/template), whose instances were kinds of their own until 1.1. */
export const TEMPLATES: readonly string[] = [
  'apikey',
  'authorization',
  'checknothing',
  'edge',
  'kubernetes',
  'listentry',
  'logentry',
  'metric',
  'quota',
  'reportnothing',
  'servicecontrolreport',
  'tracespan',
];
