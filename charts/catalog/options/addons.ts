import { rowOf } from '../minor.ts';
import { ZIPKIN } from '../tracing.ts';
import { as, fromText, IGNORED, listIn, type Convert } from './conversions.ts';
import { addonImage, corednsImage, grafanaImage } from './images.ts';
import { keySince, options, since, type Option, type Row } from './option.ts';
import { addon } from './workloads.ts';

const PROMETHEUS: readonly Row[] = [
  ['hub', 'image', {}, addonImage('prometheus')],
  ['image', 'image', {}, addonImage('prometheus')],
  ['tag', 'image', {}, addonImage('prometheus')],
  ['retention', 'retention', keySince('1.1')],
  ['scrapeInterval', 'scrapeInterval', keySince('1.1')],
  ['security.enabled', 'requireCertificate', since('1.1')],
  ['service.annotations', 'service.annotations'],
  ['service.nodePort.enabled', 'service.nodePort.enabled'],
  ['service.nodePort.port', 'service.nodePort.port'],
  ['contextPath', 'contextPath', keySince('1.1')],
  ['ingress', 'ingress', keySince('1.1')],
];

const GRAFANA: readonly Row[] = [
  ['image.repository', 'image', {}, grafanaImage],
  ['image.tag', 'image', {}, grafanaImage],
  ['env', 'env', keySince('1.3')],
  ['envSecrets', 'envSecrets', keySince('1.3')],
  ['persist', 'persistence.enabled'],
  ['storageClassName', 'persistence.storageClassName'],
  ['accessMode', 'persistence.accessMode'],
  ['security.enabled', 'auth.enabled'],
  ['security.secretName', 'auth.secretName'],
  ['security.usernameKey', 'auth.usernameKey'],
  ['security.passphraseKey', 'auth.passphraseKey'],
  ['service.type', 'service.type'],
  ['service.externalPort', 'service.port'],
  ['service.name', 'service.portName'],
  ['service.annotations', 'service.annotations'],
  ['service.loadBalancerIP', 'service.loadBalancerIP', keySince('1.1')],
  ['service.loadBalancerSourceRanges', 'service.loadBalancerSourceRanges', keySince('1.1')],
  ['datasources', 'datasources', {}, listIn('datasources.yaml', 'datasources')],
  ['dashboardProviders', 'dashboardProviders', {}, listIn('dashboardproviders.yaml', 'providers')],
  ['contextPath', 'contextPath', keySince('1.1')],
  ['ingress', 'ingress', keySince('1.1')],
];

/** Settings of a provider that the file does not choose ask for nothing. */
const whenChosen =
  (provider: 'jaeger' | 'zipkin', convert: Convert = as): Convert =>
  (value, source, key) =>
    (source.at('tracing.provider') ?? 'jaeger') === provider ? convert(value, source, key) : IGNORED;

/** The chart merges them with what Zipkin is known to need. */
const zipkinResources: Convert = (value, { version }) => {
  const usual = rowOf(ZIPKIN, version)?.resources;
  const { requests, limits } = (value ?? {}) as NonNullable<typeof usual>;
  return as({ requests: { ...usual?.requests, ...requests }, limits: { ...usual?.limits, ...limits } });
};

const RESOURCES = { jaeger: as, zipkin: zipkinResources } satisfies Record<string, Convert>;

const providerRows = (provider: 'jaeger' | 'zipkin'): Row[] => {
  const image = whenChosen(provider, addonImage(`tracing.${provider}`));
  return [
    [`${provider}.hub`, 'image', {}, image],
    [`${provider}.image`, 'image', {}, image],
    [`${provider}.tag`, 'image', {}, image],
    [`${provider}.resources`, 'resources', keySince('1.1'), whenChosen(provider, RESOURCES[provider])],
    [`${provider}.podAnnotations`, 'podAnnotations', keySince('1.4'), whenChosen(provider)],
  ];
};

const TRACING: readonly Row[] = [
  ['provider', 'provider', since('1.1')],
  ...providerRows('jaeger'),
  ...providerRows('zipkin'),
  ['jaeger.memory.max_traces', 'jaeger.maxTraces'],
  ['jaeger.spanStorageType', 'jaeger.spanStorageType', since('1.3')],
  ['jaeger.persist', 'jaeger.persistence.enabled', since('1.3')],
  ['jaeger.storageClassName', 'jaeger.persistence.storageClassName', since('1.3')],
  ['jaeger.accessMode', 'jaeger.persistence.accessMode', since('1.3')],
  ['zipkin.maxSpans', 'zipkin.maxSpans', since('1.1')],
  ['zipkin.queryPort', 'zipkin.queryPort', since('1.1')],
  ['zipkin.probeStartupDelay', 'zipkin.probeStartupDelay', since('1.1')],
  ['zipkin.javaOptsHeap', 'zipkin.heapMegabytes', since('1.1')],
  ['zipkin.node.cpus', 'zipkin.threads', since('1.1')],
  ['service.type', 'service.type'],
  ['service.externalPort', 'service.port'],
  ['service.name', 'service.portName'],
  ['service.annotations', 'service.annotations'],
  ['contextPath', 'contextPath', since('1.1')],
  ['ingress', 'ingress'],
];

const KIALI: readonly Row[] = [
  ['hub', 'image', {}, addonImage('kiali')],
  ['image', 'image', {}, addonImage('kiali')],
  ['tag', 'image', {}, addonImage('kiali')],
  ['dashboard.secretName', 'auth.secretName'],
  ['dashboard.auth.strategy', 'auth.strategy', { since: '1.3', works: { since: '1.2' } }],
  ['dashboard.viewOnlyMode', 'viewOnly', since('1.2')],
  ['dashboard.grafanaURL', 'grafanaURL'],
  ['dashboard.jaegerURL', 'jaegerURL'],
  ['prometheusAddr', 'prometheusAddress', keySince('1.1')],
  ['contextPath', 'contextPath', since('1.1')],
  ['ingress', 'ingress'],
];

/** A name, which hub and tag of Istio's own images complete. */
const servicegraphImage = fromText((name, { textAt, version }) =>
  name === 'servicegraph'
    ? IGNORED
    : as(`${textAt('global.hub', 'docker.io/istio')}/${name}:${textAt('global.tag', version)}`),
);

const SERVICEGRAPH: readonly Row[] = [
  ['image', 'image', { until: '1.1' }, servicegraphImage],
  ['enabled', 'enabled', { until: '1.1' }],
  ['prometheusAddr', 'prometheusAddress', { until: '1.1' }],
];

/** The values of the add-ons. */
export const ADDON_OPTIONS: readonly Option[] = [
  ...addon('prometheus', 'components.prometheus'),
  ...options(PROMETHEUS, 'prometheus.', 'components.prometheus.'),
  ...addon('grafana', 'components.grafana'),
  ...options(GRAFANA, 'grafana.', 'components.grafana.'),
  ...addon('tracing', 'components.tracing'),
  ...options(TRACING, 'tracing.', 'components.tracing.'),
  ...addon('kiali', 'components.kiali'),
  ...options(KIALI, 'kiali.', 'components.kiali.'),
  ...addon('servicegraph', 'components.servicegraph').filter(({ helm }) => helm !== 'servicegraph.enabled'),
  ...options(SERVICEGRAPH, 'servicegraph.', 'components.servicegraph.'),
  ...addon('istiocoredns', 'components.coredns').filter(({ helm }) => helm !== 'istiocoredns.enabled'),
  ...options([
    ['istiocoredns.enabled', 'components.coredns.enabled', since('1.1')],
    ['istiocoredns.coreDNSImage', 'components.coredns.image', since('1.1'), corednsImage],
    ['istiocoredns.coreDNSTag', 'components.coredns.image', since('1.1'), corednsImage],
    ['istiocoredns.coreDNSPluginImage', 'images.overrides.coredns-plugin', since('1.1')],
  ]),
];
