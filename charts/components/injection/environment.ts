import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { SidecarVariable } from '../../catalog/sidecar-variables.ts';
import type { Mesh } from '../../mesh.ts';
import { annotatedOr, isAnnotated, mapIn, MODE } from './annotations.ts';
import { declaredPortsOr } from './ports.ts';
import { action, forEach, indented, item, quoted, silent, when, yaml, type Lines } from './text.ts';

type Variable = (name: string, mesh: Mesh) => Lines;

const fromField = (name: string, fieldPath: string): Lines => yaml([{ name, valueFrom: { fieldRef: { fieldPath } } }]);

const podField =
  (fieldPath: string): Variable =>
  (name) =>
    fromField(name, fieldPath);

const value = (name: string, text: string): Lines => yaml([{ name, value: text }]);
const computed = (name: string, expression: string): Lines => item([`name: ${name}`, `value: ${quoted(expression)}`]);
const ifSet = (name: string, text: string): Lines => (text === '' ? [] : value(name, text));
const unless = (left: boolean, lines: Lines): Lines => (left ? [] : lines);

/** The environment of the sidecar; ISTIO_META* is what pilot learns of the pod. */
export const VARIABLES: Readonly<Record<SidecarVariable, Variable>> = {
  POD_NAME: podField('metadata.name'),
  POD_NAMESPACE: podField('metadata.namespace'),
  INSTANCE_IP: podField('status.podIP'),
  SERVICE_ACCOUNT: podField('spec.serviceAccountName'),
  ISTIO_META_POD_NAME: podField('metadata.name'),
  ISTIO_META_CONFIG_NAMESPACE: podField('metadata.namespace'),
  ISTIO_META_POD_PORTS: podPorts,
  ISTIO_META_CLUSTER_ID: (name, { spec }) => value(name, spec.mesh.multiCluster.clusterName || 'Kubernetes'),
  ISTIO_AUTO_MTLS_ENABLED: (name, { spec }) => unless(!spec.mesh.mtls.auto, value(name, 'true')),
  DATADOG: (_, { spec }) => unless(spec.mesh.tracing.tracer !== 'datadog', datadog),
  SDS_ENABLED: (name, { spec }) => value(name, String(spec.sidecar.sds.enabled)),
  ISTIO_META_INTERCEPTION_MODE: (name) => computed(name, MODE),
  ISTIO_META_INCLUDE_INBOUND_PORTS: (name, mesh) =>
    computed(name, annotatedOr(mesh, 'includeInboundPorts', declaredPortsOr(mesh, 'applicationPorts'))),
  ISTIO_METAJSON_ANNOTATIONS: (name) => asJson(name, '.ObjectMeta.Annotations'),
  ISTIO_METAJSON_LABELS: (name) => asJson(name, '.ObjectMeta.Labels'),
  ISTIO_META_WORKLOAD_NAME: (name) => when('.DeploymentMeta.Name', computed(name, '.DeploymentMeta.Name')),
  ISTIO_META_OWNER: owner,
  ISTIO_BOOTSTRAP_OVERRIDE: (name) =>
    when(isAnnotated('bootstrapOverride'), value(name, '/etc/istio/custom-bootstrap/custom_bootstrap.json')),
  ISTIO_META_MESH_ID: (name, { spec: { mesh } }) => ifSet(name, mesh.id || mesh.trustDomain),
  ISTIO_META_NETWORK: (name, { spec }) => ifSet(name, spec.mesh.multiCluster.network),
};

/** A JSON list of the ports of all containers, as text. */
function podPorts(name: string): Lines {
  return item([
    `name: ${name}`,
    'value: |-',
    ...indented([
      '[',
      silent('$separator := ""'),
      silent('range .Spec.Containers') + action('range .Ports'),
      `    ${action('$separator')}${action('structToJSON .')}${action('$separator = ","')}`,
      silent('end') + action('end'),
      ']',
    ]),
  ]);
}

const asJson = (name: string, map: string): Lines => when(map, computed(name, `toJson ${map}`));

/** The API path of what owns the pod. */
function owner(name: string, { spec }: Mesh): Lines {
  const { ownerPath } = rowOf(INJECTION_TEMPLATE, spec.version);
  const parts = [
    '.TypeMeta.APIVersion',
    '(or .DeploymentMeta.Namespace "default")',
    '(toLower .TypeMeta.Kind)',
    '.DeploymentMeta.Name',
  ];
  const path = `printf "kubernetes://${ownerPath}/%s/namespaces/%s/%ss/%s" ${parts.join(' ')}`;
  return when('and .TypeMeta.APIVersion .DeploymentMeta.Name', computed(name, path));
}

/** The agent runs on the pod's node; the annotation adds variables of the user's own. */
const datadog: Lines = [
  ...fromField('HOST_IP', 'status.hostIP'),
  ...when(
    isAnnotated('datadogEnvironment'),
    forEach(
      mapIn('datadogEnvironment'),
      ['$name', '$value'],
      item([`name: ${quoted('$name')}`, `value: ${quoted('printf "%v" $value')}`]),
    ),
  ),
];
