import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { proxyImage, sdsMounts, sdsVolumes, STATS_PORT } from '../proxy.ts';
import { annotatedOrSetting, annotationOf, isAnnotated, mapIn, MODE, STATUS_PORT } from './annotations.ts';
import { ARGUMENTS } from './arguments.ts';
import { VARIABLES } from './environment.ts';
import { action, forEach, item, quoted, under, when, yaml, type Lines } from './text.ts';

/** The container istio-proxy. */
export function containers(mesh: Mesh): Lines {
  const { args, variables } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const container = [
    'name: istio-proxy',
    `image: ${quoted(annotatedOrSetting('proxyImage', proxyImage(mesh)))}`,
    ...yaml({ imagePullPolicy: mesh.spec.images.pullPolicy, ports: [STATS_PORT] }),
    ...under('args', [...yaml(['proxy', 'sidecar']), ...args.flatMap((arg) => ARGUMENTS[arg](mesh))]),
    ...under(
      'env',
      variables.flatMap((name) => VARIABLES[name](name, mesh)),
    ),
    ...readinessProbe(mesh),
    ...under('securityContext', securityContext(mesh)),
    ...resources(mesh),
    ...under('volumeMounts', mounts(mesh)),
  ];
  return under('containers', item(container));
}

function readinessProbe({ spec }: Mesh): Lines {
  const { initialDelaySeconds, periodSeconds, failureThreshold } = spec.sidecar.readiness;
  const probe = [
    ...under('httpGet', ['path: /healthz/ready', `port: ${action(STATUS_PORT)}`]),
    `initialDelaySeconds: ${action(annotatedOrSetting('initialDelaySeconds', initialDelaySeconds))}`,
    `periodSeconds: ${action(annotatedOrSetting('periodSeconds', periodSeconds))}`,
    `failureThreshold: ${action(annotatedOrSetting('failureThreshold', failureThreshold))}`,
  ];
  return when(`ne ${STATUS_PORT} "0"`, under('readinessProbe', probe));
}

/** Transparent interception needs root and NET_ADMIN; everything else gets along without. */
function securityContext({ spec }: Mesh): Lines {
  const { confinement, dropsCapabilities } = rowOf(INJECTION_TEMPLATE, spec.version).sidecar;
  const drop = dropsCapabilities ? { drop: ['ALL'] } : {};
  return [
    ...yaml(confinement),
    ...when(
      `eq ${MODE} "TPROXY"`,
      yaml({ capabilities: { add: ['NET_ADMIN'], ...drop }, runAsNonRoot: false, runAsUser: 0 }),
      yaml({ ...(dropsCapabilities && { capabilities: drop }), runAsNonRoot: true, runAsUser: 1337 }),
    ),
  ];
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

function mounts(mesh: Mesh): Lines {
  const { sds } = mesh.spec.sidecar;
  const certificates = sds.enabled
    ? sdsMounts(mesh, SOCKET)
    : [{ mountPath: '/etc/certs/', name: 'istio-certs', readOnly: true }];
  return [
    ...when(
      isAnnotated('bootstrapOverride'),
      yaml([{ mountPath: '/etc/istio/custom-bootstrap', name: 'custom-bootstrap-volume' }]),
    ),
    ...yaml([{ mountPath: '/etc/istio/proxy', name: 'istio-envoy' }, ...certificates]),
    ...(tracesWithCa(mesh) ? lightstepMount : []),
    ...ofTheUser('userVolumeMount'),
  ];
}

/** Volumes of the sidecar. */
export function volumes(mesh: Mesh): Lines {
  return under('volumes', [
    ...when(
      isAnnotated('bootstrapOverride'),
      item([
        'name: custom-bootstrap-volume',
        ...under('configMap', [`name: ${quoted(annotationOf('bootstrapOverride'))}`]),
      ]),
    ),
    ...yaml([{ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }]),
    ...(mesh.spec.sidecar.sds.enabled ? yaml(sdsVolumes(mesh, SOCKET)) : certificateVolume),
    ...(tracesWithCa(mesh)
      ? yaml([{ name: LIGHTSTEP, secret: { optional: true, secretName: 'lightstep.cacert' } }])
      : []),
    ...ofTheUser('userVolume'),
  ]);
}

/** Citadel writes a certificate for each ServiceAccount; the pod starts without it. */
const certificateVolume: Lines = item([
  'name: istio-certs',
  ...under('secret', [
    'optional: true',
    `secretName: ${quoted('printf "istio.%s" (valueOrDefault .Spec.ServiceAccountName "default")')}`,
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

/** Volumes or mounts that a pod asks for in an annotation: a JSON map by name. */
function ofTheUser(name: 'userVolume' | 'userVolumeMount'): Lines {
  const fields = forEach('$fields', ['$field', '$value'], [`${quoted('$field')}: ${quoted('$value')}`]);
  return when(
    isAnnotated(name),
    forEach(mapIn(name), ['$name', '$fields'], item([`name: ${quoted('$name')}`, ...fields])),
  );
}
