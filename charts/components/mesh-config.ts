import { dump } from 'js-yaml';
import { MESH_CONFIG, type MeshField } from '../catalog/mesh-config.ts';
import { rowOf } from '../catalog/minor.ts';
import { configMap } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';
import { ingressGateway, servesIngress } from './kubernetes-ingress.ts';

/** MeshConfig as pilot, galley, injector and mixer read it (istio.io/api/mesh/v1alpha1). */
type MeshConfig = Record<string, unknown>;

/** The ConfigMap `istio`: the configuration of the whole mesh, and its networks. */
export function meshConfigMap(mesh: Mesh): Manifest {
  return configMap(
    mesh,
    'istio',
    { app: 'istio' },
    {
      mesh: yaml(meshConfig(mesh)),
      meshNetworks: yaml({ networks: mesh.spec.mesh.networks }),
    },
  );
}

/** Keys are sorted, so that the text never depends on the order in which somebody wrote a map. */
const yaml = (value: object): string => dump(value, { sortKeys: true, lineWidth: -1, noRefs: true });

/** The mesh configuration; spec.mesh.config has the last word on every field. */
export function meshConfig(mesh: Mesh): MeshConfig {
  const facts = rowOf(MESH_CONFIG, mesh.spec.version);
  const derived = facts.fields.map((field): [string, unknown] => [field, FIELDS[field](mesh)]);
  const rendered = {
    ...facts.constants,
    ...Object.fromEntries(derived.filter(([, value]) => value !== undefined)),
    defaultConfig: { ...facts.proxyConstants, ...proxyConfig(mesh, facts.discoveryPort) },
  };
  return merged(rendered, mesh.spec.mesh.config);
}

/** What each field is, undefined where it is left out. */
const FIELDS: Readonly<Record<MeshField, (mesh: Mesh) => unknown>> = {
  accessLogEncoding: ({ spec }) => spec.mesh.accessLog.encoding,
  accessLogFile: ({ spec }) => spec.mesh.accessLog.file,
  accessLogFormat: ({ spec }) => spec.mesh.accessLog.format,
  configSources: (mesh) => (mesh.spec.mesh.useMCP ? [galleySource(mesh)] : undefined),
  disablePolicyChecks: ({ spec }) => !(spec.components.policy.enabled && spec.mesh.policyChecks),
  enableAutoMtls: ({ spec }) => spec.mesh.mtls.auto,
  enableTracing: ({ spec }) => spec.mesh.tracing.enabled,
  ingressControllerMode: (mesh) => (servesIngress(mesh) ? 'STRICT' : undefined),
  ingressService: (mesh) => ingressGateway(mesh)?.name,
  localityLbSetting: ({ spec }) => (spec.mesh.locality['enabled'] === false ? undefined : spec.mesh.locality),
  mixerCheckServer: (mesh) => mixerServer(mesh, 'policy'),
  mixerReportServer: (mesh) => mixerServer(mesh, 'telemetry'),
  outboundTrafficPolicy: ({ spec }) => ({ mode: spec.mesh.outboundTrafficPolicy }),
  policyCheckFailOpen: ({ spec }) => (spec.components.policy.enabled ? spec.mesh.policyCheckFailOpen : undefined),
  rootNamespace: ({ spec }) => spec.namespace,
  sdsUdsPath: ({ spec }) => (spec.sidecar.sds.enabled ? spec.sidecar.sds.udsPath || NODE_AGENT_SOCKET : ''),
  trustDomain: ({ spec }) => spec.mesh.trustDomain,
};

/** Where the node agent listens, unless it was told otherwise (values-istio-sds-auth.yaml). */
const NODE_AGENT_SOCKET = 'unix:/var/run/sds/uds_path';

function galleySource({ spec }: Mesh): object {
  const address = `istio-galley.${spec.namespace}.svc:9901`;
  return spec.mesh.controlPlaneSecurity ? { address, tlsSettings: { mode: 'ISTIO_MUTUAL' } } : { address };
}

function mixerServer({ spec }: Mesh, component: 'policy' | 'telemetry'): string | undefined {
  if (!spec.components[component].enabled) return undefined;
  const port = spec.mesh.controlPlaneSecurity ? 15004 : 9091;
  return `istio-${component}.${spec.namespace}.svc.${spec.mesh.clusterDomain}:${port}`;
}

function proxyConfig({ spec }: Mesh, port: { plain: number; secured: number }): object {
  const { controlPlaneSecurity } = spec.mesh;
  return {
    concurrency: spec.sidecar.concurrency,
    controlPlaneAuthPolicy: controlPlaneSecurity ? 'MUTUAL_TLS' : 'NONE',
    discoveryAddress: `istio-pilot.${spec.namespace}:${controlPlaneSecurity ? port.secured : port.plain}`,
    tracing: { [spec.mesh.tracing.tracer]: TRACERS[spec.mesh.tracing.tracer](spec) },
  };
}

type Spec = Mesh['spec'];

const TRACERS: Readonly<Record<Spec['mesh']['tracing']['tracer'], (spec: Spec) => object>> = {
  zipkin: ({ mesh, namespace }) => ({ address: mesh.tracing.zipkin.address || `zipkin.${namespace}:9411` }),
  lightstep: ({ mesh }) => ({ ...mesh.tracing.lightstep }),
  datadog: ({ mesh }) => ({ ...mesh.tracing.datadog }),
};

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
