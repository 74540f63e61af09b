import { INJECTION_TEMPLATE, type TemplateFacts } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { coreDumpConfinement } from '../core-dump.ts';
import { proxyImage, sdsMounts, sdsVolumes, STATS_PORT } from '../proxy.ts';
import { annotatedOrSetting, annotationOf, isAnnotated, mapIn, MODE, STATUS_PORT } from './annotations.ts';
import { ARGUMENTS } from './arguments.ts';
import { VARIABLES } from './environment.ts';
import { PRIVILEGED } from './redirection.ts';
import { action, forEach, item, quoted, under, when, yaml, type Lines } from './text.ts';

/** The container istio-proxy. */
export function containers(mesh: Mesh): Lines {
  const facts = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const container = [
    'name: istio-proxy',
    `image: ${quoted(annotatedOrSetting(mesh, 'proxyImage', proxyImage(mesh)))}`,
    ...yaml({ imagePullPolicy: mesh.spec.images.pullPolicy, ...(facts.sidecar.showsStats && { ports: [STATS_PORT] }) }),
    ...under('args', [...yaml(['proxy', 'sidecar']), ...facts.args.flatMap((arg) => ARGUMENTS[arg](mesh))]),
    ...under(
      'env',
      facts.variables.flatMap((name) => VARIABLES[name](name, mesh)),
    ),
    ...(facts.args.includes('status') ? readinessProbe(mesh) : []),
    ...(Object.keys(mesh.spec.sidecar.lifecycle).length > 0 ? yaml({ lifecycle: mesh.spec.sidecar.lifecycle }) : []),
    ...under('securityContext', securityContext(mesh, facts)),
    ...resources(mesh),
    ...under('volumeMounts', mounts(mesh, facts)),
  ];
  return under('containers', item(container));
}

function readinessProbe(mesh: Mesh): Lines {
  const { initialDelaySeconds, periodSeconds, failureThreshold } = mesh.spec.sidecar.readiness;
  const probe = [
    ...under('httpGet', ['path: /healthz/ready', `port: ${action(STATUS_PORT)}`]),
    `initialDelaySeconds: ${action(annotatedOrSetting(mesh, 'initialDelaySeconds', initialDelaySeconds))}`,
    `periodSeconds: ${action(annotatedOrSetting(mesh, 'periodSeconds', periodSeconds))}`,
    `failureThreshold: ${action(annotatedOrSetting(mesh, 'failureThreshold', failureThreshold))}`,
  ];
  return when(`ne ${STATUS_PORT} "0"`, under('readinessProbe', probe));
}

/** Transparent interception needs NET_ADMIN; everything else gets along without. */
function securityContext(mesh: Mesh, { sidecar }: TemplateFacts): Lines {
  const { spec } = mesh;
  const { always, transparent, otherwise, groupForSds } = sidecar.confinement;
  const group = groupForSds && spec.sidecar.sds.enabled ? { runAsGroup: 1337 } : {};
  const more = { ...coreDumpConfinement(mesh), ...(spec.sidecar.privileged && PRIVILEGED) };
  return when(
    `eq ${MODE} "TPROXY"`,
    yaml({ ...always, ...transparent, ...more }),
    yaml({ ...always, ...otherwise, ...group, ...more }),
  );
}

/** A pod that asks for amounts of its own gets those requests, and no limits. */
function resources({ spec }: Mesh): Lines {
  const asked = under('requests', [
    ...when(isAnnotated('proxyCPU'), [`cpu: ${quoted(annotationOf('proxyCPU'))}`]),
    ...when(isAnnotated('proxyMemory'), [`memory: ${quoted(annotationOf('proxyMemory'))}`]),
  ]);
  return when(
    `or (${isAnnotated('proxyCPU')}) (${isAnnotated('proxyMemory')})`,
    under('resources', asked),
    yaml({ resources: spec.sidecar.resources }),
  );
}

const SOCKET = 'sds-uds-path';

function mounts(mesh: Mesh, { sidecar }: TemplateFacts): Lines {
  const { sds } = mesh.spec.sidecar;
  const certificates = sds.enabled
    ? sdsMounts(mesh, SOCKET)
    : [{ mountPath: '/etc/certs/', name: 'istio-certs', readOnly: true }];
  return [
    ...(sidecar.takesVolumes ? bootstrapMount : []),
    ...yaml([{ mountPath: '/etc/istio/proxy', name: 'istio-envoy' }, ...certificates]),
    ...(tracesWithCa(mesh) ? lightstepMount : []),
    ...(sidecar.takesVolumes ? ofTheUser('userVolumeMount', MOUNT_COLUMN) : []),
  ];
}

const bootstrapMount: Lines = when(
  isAnnotated('bootstrapOverride'),
  yaml([{ mountPath: '/etc/istio/custom-bootstrap', name: 'custom-bootstrap-volume' }]),
);

/** Volumes of the sidecar. */
export function volumes(mesh: Mesh): Lines {
  const { takesVolumes } = rowOf(INJECTION_TEMPLATE, mesh.spec.version).sidecar;
  return under('volumes', [
    ...(takesVolumes ? bootstrapVolume : []),
    ...yaml([{ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }]),
    ...(mesh.spec.sidecar.sds.enabled ? yaml(sdsVolumes(mesh, SOCKET)) : certificateVolume),
    ...(tracesWithCa(mesh)
      ? yaml([{ name: LIGHTSTEP, secret: { optional: true, secretName: 'lightstep.cacert' } }])
      : []),
    ...(takesVolumes ? ofTheUser('userVolume', VOLUME_COLUMN) : []),
  ]);
}

const bootstrapVolume: Lines = when(
  isAnnotated('bootstrapOverride'),
  item([
    'name: custom-bootstrap-volume',
    ...under('configMap', [`name: ${quoted(annotationOf('bootstrapOverride'))}`]),
  ]),
);

/** Citadel writes a certificate for each ServiceAccount; the pod starts without it. */
const certificateVolume: Lines = item([
  'name: istio-certs',
  ...under('secret', [
    'optional: true',
    `secretName: ${quoted('printf "istio.%s" (or .Spec.ServiceAccountName "default")')}`,
  ]),
]);

const LIGHTSTEP = 'lightstep-certs';

const lightstepMount: Lines = item([
  `name: ${LIGHTSTEP}`,
  `mountPath: ${quoted('directory .ProxyConfig.GetTracing.GetLightstep.GetCacertPath')}`,
  'readOnly: true',
]);

function tracesWithCa({ spec }: Mesh): boolean {
  const { tracer, lightstep } = spec.mesh.tracing;
  return tracer === 'lightstep' && lightstep.cacertPath !== '';
}

/** Columns at which the fields of a volume and of a mount stand in the template. */
const VOLUME_COLUMN = 4;
const MOUNT_COLUMN = 8;

/** Volumes or mounts that a pod asks for in an annotation: a JSON map by name. */
function ofTheUser(name: 'userVolume' | 'userVolumeMount', column: number): Lines {
  const fields = action(`indent ${column} (toYaml $fields)`);
  return when(
    isAnnotated(name),
    forEach(mapIn(name), ['$name', '$fields'], item([`name: ${quoted('$name')}`, fields])),
  );
}
