import { NotADumpError, partsOf } from './config-dump.ts';
import { endpointOf } from './endpoints.ts';
import { redacted } from './redaction.ts';
import { isBootstrap, SECTIONS } from './recognition.ts';
import { at, listOf, mapOf, textOf, type Loose } from './untrusted.ts';

/** What a section says in one line. */
const SUMMARIES: Readonly<Record<string, (section: unknown) => string>> = {
  node: (node) => `${textOf(at(node, 'id'))}, cluster ${textOf(at(node, 'cluster'))}`,
  stats_config: (config) => `${listOf(at(config, 'stats_tags')).length} tags`,
  stats_sinks: (sinks) => listOf(sinks).map(sinkOf).join(', '),
  admin: (admin) => addressOf(at(admin, 'address')),
  dynamic_resources: (resources) => `from ${clustersOf(at(resources, 'ads_config')).join(', ') || 'nowhere'}`,
  static_resources: (resources) =>
    `clusters ${namesOf(at(resources, 'clusters'))}; listeners ${listOf(at(resources, 'listeners')).length}`,
  tracing: (tracing) => textOf(at(tracing, 'http', 'name')),
};

/** One section of a bootstrap. */
export interface Section {
  readonly name: string;
  /** Empty for sections that we know nothing about. */
  readonly summary: string;
  readonly body: unknown;
}

/**
 * The sections of a bootstrap, from a configuration dump or from the file that the agent writes (envoy-rev0.json).
 * @throws NotADumpError when the document is neither
 */
export function sectionsOf(document: unknown): Section[] {
  const bootstrap = bootstrapIn(document);
  const known = SECTIONS.filter((name) => Object.hasOwn(bootstrap, name));
  const others = Object.keys(bootstrap).filter((name) => !known.some((section) => section === name));
  return [...known, ...others].map((name) => ({
    name,
    summary: SUMMARIES[name]?.(bootstrap[name]) ?? '',
    body: redacted(bootstrap[name]),
  }));
}

/** The bootstrap in a document. @throws NotADumpError when there is none */
export function bootstrapIn(document: unknown): Loose {
  if (isBootstrap(document)) return mapOf(document);
  const bootstrap = partsOf(document).get('BootstrapConfigDump')?.['bootstrap'];
  if (bootstrap === undefined) throw new NotADumpError('the dump has no bootstrap');
  return mapOf(bootstrap);
}

/** A receiver of statistics, statsd or a service for metrics, and where it is. */
function sinkOf(sink: unknown): string {
  const config = at(sink, 'config') ?? at(sink, 'typed_config');
  const service = textOf(at(config, 'grpc_service', 'envoy_grpc', 'cluster_name'));
  const where = service === '' ? addressOf(at(config, 'address')) : service;
  return [textOf(at(sink, 'name')), ...(where === '' ? [] : [where])].join(' to ');
}

const addressOf = (address: unknown): string => {
  const { host, port } = endpointOf(address);
  return port === undefined ? host : `${host}:${port}`;
};

const clustersOf = (config: unknown): string[] =>
  listOf(at(config, 'grpc_services')).map((service) => textOf(at(service, 'envoy_grpc', 'cluster_name')));

const namesOf = (resources: unknown): string =>
  listOf(resources)
    .map((resource) => textOf(at(resource, 'name')))
    .join(', ') || 'none';
