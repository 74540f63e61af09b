import { dump } from 'js-yaml';
import { MESH_CONFIG, type MeshConfigFacts, type MeshField, type ProxyField } from '../catalog/mesh-config.ts';
import { rowOf } from '../catalog/minor.ts';
import { configMap } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';
import { ingressService, servesIngress } from './kubernetes-ingress.ts';
import { serviceFields } from './proxy-services.ts';

/** MeshConfig as pilot, galley, injector and mixer read it (istio.io/api/mesh/v1alpha1). */
type MeshConfig = Record<string, unknown>;

/** The ConfigMap `istio`: the configuration of the whole mesh, and its networks. */
export function meshConfigMap(mesh: Mesh): Manifest {
  const { hasNetworks } = factsOf(mesh);
  return configMap(
    mesh,
    'istio',
    { app: 'istio' },
    {
      mesh: yaml(meshConfig(mesh)),
      ...(hasNetworks && { meshNetworks: yaml({ networks: mesh.spec.mesh.networks }) }),
    },
  );
}

const factsOf = ({ spec }: Mesh): MeshConfigFacts => rowOf(MESH_CONFIG, spec.version);

/** Keys are sorted, so that the text never depends on the order in which somebody wrote a map. */
const yaml = (value: object): string => dump(value, { sortKeys: true, lineWidth: -1, noRefs: true });

/** The mesh configuration; spec.mesh.config has the last word on every field. */
export function meshConfig(mesh: Mesh): MeshConfig {
  const { fields, constants, proxyFields, proxyConstants } = factsOf(mesh);
  const rendered = {
    ...constants,
    ...present(fields.map((field) => [field, FIELDS[field](mesh)])),
    defaultConfig: {
      ...proxyConstants,
      ...present(proxyFields.map((field) => [field, PROXY_FIELDS[field](mesh)])),
      ...serviceFields(mesh),
    },
  };
  return merged(rendered, mesh.spec.mesh.config);
}

const present = (fields: [string, unknown][]): Record<string, unknown> =>
  Object.fromEntries(fields.filter(([, value]) => value !== undefined));

/** What each field is, undefined where it is left out. */
const FIELDS: Readonly<Record<MeshField, (mesh: Mesh) => unknown>> = {
  accessLogEncoding: ({ spec }) => spec.mesh.accessLog.encoding,
  accessLogFile: ({ spec }) => spec.mesh.accessLog.file,
  accessLogFormat: ({ spec }) => spec.mesh.accessLog.format,
  certificates: ({ spec }) => spec.mesh.certificates,
  configSources: (mesh) => (mesh.spec.mesh.useMCP ? [galleySource(mesh)] : undefined),
  disablePolicyChecks: (mesh) => !(isThere(mesh, 'policy') && mesh.spec.mesh.policyChecks),
  enableAutoMtls: ({ spec }) => spec.mesh.mtls.auto,
  enableEnvoyAccessLogService: ({ spec }) => spec.mesh.accessLogService.address !== '',
  enableTracing: ({ spec }) => spec.mesh.tracing.enabled,
  ingressControllerMode: (mesh) => (servesIngress(mesh) ? 'STRICT' : withoutIngress(mesh)),
  ingressService,
  localityLbSetting: ({ spec }) => (spec.mesh.locality['enabled'] === false ? undefined : spec.mesh.locality),
  mixerCheckServer: (mesh) => mixerServer(mesh, 'policy'),
  mixerReportServer: (mesh) => mixerServer(mesh, 'telemetry'),
  outboundTrafficPolicy: ({ spec }) => ({ mode: spec.mesh.outboundTrafficPolicy }),
  policyCheckFailOpen: (mesh) => (isThere(mesh, 'policy') ? mesh.spec.mesh.policyCheckFailOpen : undefined),
  reportBatchMaxEntries: ({ spec }) => spec.components.telemetry.reportBatch.maxEntries,
  reportBatchMaxTime: ({ spec }) => spec.components.telemetry.reportBatch.maxTime,
  rootNamespace: ({ spec }) => spec.namespace,
  sdsUdsPath: ({ spec }) => (spec.sidecar.sds.enabled ? spec.sidecar.sds.udsPath || NODE_AGENT_SOCKET : ''),
  sdsUseK8sSaJwt: ({ spec }) => spec.sidecar.sds.enabled,
  sidecarToTelemetrySessionAffinity: ({ spec }) => spec.components.telemetry.sessionAffinity || undefined,
  trustDomain: ({ spec }) => spec.mesh.trustDomain,
  trustDomainAliases: ({ spec: { mesh } }) =>
    mesh.trustDomainAliases.length > 0 ? mesh.trustDomainAliases : undefined,
};

/**
 * Pilot 1.0 watches Ingress objects unless it is told not to, and is never ready where their API is gone. The value has
 * to be quoted: the YAML of those days reads a bare OFF as false, and pilot then drops the whole configuration.
 */
const withoutIngress = (mesh: Mesh): 'OFF' | undefined => (factsOf(mesh).servesIngressUnasked ? 'OFF' : undefined);

/** Where the node agent listens, unless it was told otherwise (values-istio-sds-auth.yaml). */
const NODE_AGENT_SOCKET = 'unix:/var/run/sds/uds_path';

function galleySource({ spec }: Mesh): object {
  const { subscribedResources } = spec.components.pilot;
  return {
    address: `istio-galley.${spec.namespace}.svc:9901`,
    ...(subscribedResources.length > 0 && { subscribedResources }),
    ...(spec.mesh.controlPlaneSecurity && { tlsSettings: { mode: 'ISTIO_MUTUAL' } }),
  };
}

type MixerPart = 'policy' | 'telemetry';

const remoteAddress = ({ spec: { mesh } }: Mesh, part: MixerPart): string => mesh.remote[`${part}Address`];

/** True where proxies find this half of mixer: in this cluster or in that of the control plane. */
const isThere = (mesh: Mesh, part: MixerPart): boolean =>
  mesh.spec.components[part].enabled || remoteAddress(mesh, part) !== '';

/** Mixer of another cluster is only reached by mutual TLS. */
function mixerServer(mesh: Mesh, part: MixerPart): string | undefined {
  if (!isThere(mesh, part)) return undefined;
  const { namespace, components, mesh: settings } = mesh.spec;
  if (!components[part].enabled) return `${host(mesh, `istio-${part}`, remoteAddress(mesh, part))}:15004`;
  const port = settings.controlPlaneSecurity ? 15004 : 9091;
  return `istio-${part}.${namespace}.svc.${settings.clusterDomain}:${port}`;
}

/** The Service of a component, or its address in another cluster where no Service leads to it. */
function host({ spec }: Mesh, service: string, address: string): string {
  if (address === '' || spec.mesh.remote.createServiceEndpoints) return `${service}.${spec.namespace}`;
  return address.includes(':') ? `[${address}]` : address;
}

/** The fields of defaultConfig. */
const PROXY_FIELDS: Readonly<Record<ProxyField, (mesh: Mesh) => unknown>> = {
  concurrency,
  controlPlaneAuthPolicy: ({ spec }) => (spec.mesh.controlPlaneSecurity ? 'MUTUAL_TLS' : 'NONE'),
  discoveryAddress,
  statsdUdpAddress,
  tracing: ({ spec }) => ({ [spec.mesh.tracing.tracer]: TRACERS[spec.mesh.tracing.tracer](spec) }),
  zipkinAddress: ({ spec }) => zipkinAddress(spec),
};

function statsdUdpAddress(mesh: Mesh): string | undefined {
  const { address } = mesh.spec.mesh.statsd;
  if (address === '') return undefined;
  const isShortName = !/[.[]/.test(address);
  return factsOf(mesh).qualifiesStatsd && isShortName ? address.replace(/(?=:|$)/, `.${mesh.spec.namespace}`) : address;
}

function concurrency(mesh: Mesh): number | undefined {
  const { concurrency: threads } = mesh.spec.sidecar;
  return threads === 0 && !factsOf(mesh).showsUnlimitedConcurrency ? undefined : threads;
}

function discoveryAddress(mesh: Mesh): string {
  const { plain, secured } = factsOf(mesh).discoveryPort;
  const { controlPlaneSecurity, remote } = mesh.spec.mesh;
  return `${host(mesh, 'istio-pilot', remote.pilotAddress)}:${controlPlaneSecurity ? secured : plain}`;
}

type Spec = Mesh['spec'];

const TRACERS: Readonly<Record<Spec['mesh']['tracing']['tracer'], (spec: Spec) => object>> = {
  zipkin: (spec) => ({ address: zipkinAddress(spec) }),
  lightstep: ({ mesh }) => ({ ...mesh.tracing.lightstep }),
  datadog: ({ mesh }) => ({ ...mesh.tracing.datadog }),
};

const zipkinAddress = ({ mesh, namespace }: Spec): string => mesh.tracing.zipkin.address || `zipkin.${namespace}:9411`;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps are merged key by key; anything else is replaced. */
function merged(base: MeshConfig, over: Readonly<Record<string, unknown>>): MeshConfig {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const mine = result[key];
    result[key] = isMap(mine) && isMap(value) ? merged(mine, value) : value;
  }
  return result;
}
