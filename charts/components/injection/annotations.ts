import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { constant } from './text.ts';

/** Annotations of pods that change what is injected (istio.io/docs/reference/config/annotations). */
export const ANNOTATIONS = {
  applicationPorts: 'readiness.status.sidecar.istio.io/applicationPorts',
  bootstrapOverride: 'sidecar.istio.io/bootstrapOverride',
  controlPlaneAuthPolicy: 'sidecar.istio.io/controlPlaneAuthPolicy',
  datadogEnvironment: 'apm.datadoghq.com/env',
  discoveryAddress: 'sidecar.istio.io/discoveryAddress',
  excludeInboundPorts: 'traffic.sidecar.istio.io/excludeInboundPorts',
  excludeOutboundIPRanges: 'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  excludeOutboundPorts: 'traffic.sidecar.istio.io/excludeOutboundPorts',
  failureThreshold: 'readiness.status.sidecar.istio.io/failureThreshold',
  includeInboundPorts: 'traffic.sidecar.istio.io/includeInboundPorts',
  includeOutboundIPRanges: 'traffic.sidecar.istio.io/includeOutboundIPRanges',
  initialDelaySeconds: 'readiness.status.sidecar.istio.io/initialDelaySeconds',
  interceptionMode: 'sidecar.istio.io/interceptionMode',
  kubevirtInterfaces: 'traffic.sidecar.istio.io/kubevirtInterfaces',
  periodSeconds: 'readiness.status.sidecar.istio.io/periodSeconds',
  proxyCPU: 'sidecar.istio.io/proxyCPU',
  proxyImage: 'sidecar.istio.io/proxyImage',
  proxyMemory: 'sidecar.istio.io/proxyMemory',
  statusPort: 'status.sidecar.istio.io/port',
  userVolume: 'sidecar.istio.io/userVolume',
  userVolumeMount: 'sidecar.istio.io/userVolumeMount',
} as const;

type Name = keyof typeof ANNOTATIONS;

/** Expression: the pod's annotation, else the value of an expression, as text. */
export function annotatedOr({ spec }: Mesh, name: Name, expression: string): string {
  const key = constant(ANNOTATIONS[name]);
  if (rowOf(INJECTION_TEMPLATE, spec.version).hasHelpers) return `annotation .ObjectMeta ${key} ${expression}`;
  const choice = `or (and (${isAnnotated(name)}) "%[1]s") "%[2]v"`;
  return `printf (${choice}) (${annotationOf(name)}) ${expression}`;
}

/** Expression: the pod's annotation, else a setting of the mesh. */
export const annotatedOrSetting = (mesh: Mesh, name: Name, setting: string | number): string =>
  annotatedOr(mesh, name, constant(String(setting)));

/** Condition: the pod has the annotation. */
export const isAnnotated = (name: Name): string => `isset .ObjectMeta.Annotations ${constant(ANNOTATIONS[name])}`;

/** Expression: the pod's annotation, empty when it has none. */
export const annotationOf = (name: Name): string => `index .ObjectMeta.Annotations ${constant(ANNOTATIONS[name])}`;

/** Expression: the map in the JSON text of an annotation. */
export const mapIn = (name: Name): string => `fromJSON (${annotationOf(name)})`;

/** Variables that the template sets first, because several parts need them. */
export const MODE = '$mode';
export const STATUS_PORT = '$statusPort';
export const EXCLUDED_PORTS = '$excludedPorts';
