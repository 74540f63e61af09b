import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { annotatedOr, annotatedOrSetting, annotationOf, isAnnotated } from './annotations.ts';
import { action, constant, quoted, when, type Lines } from './text.ts';

/** True where the mesh leaves it to the pods, by the ports that they declare, which inbound traffic is captured. */
function leavesPortsToPods({ spec }: Mesh): boolean {
  const { capturesAllPorts } = rowOf(INJECTION_TEMPLATE, spec.version).init;
  return spec.sidecar.capture.includeInboundPorts === (capturesAllPorts ? '*' : '');
}

/** Expression: the inbound ports of the mesh's settings; those that the pod declares where the mesh names none. */
export function declaredPortsOr(mesh: Mesh, declared: 'applicationPorts' | 'includeInboundPorts'): string {
  if (leavesPortsToPods(mesh)) return `(${declared} .Spec.Containers)`;
  return constant(mesh.spec.sidecar.capture.includeInboundPorts);
}

/** The argument after -b: which inbound ports istio-iptables captures. */
export function capturedPorts(mesh: Mesh): Lines {
  const { hasHelpers, init } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const setting = mesh.spec.sidecar.capture.includeInboundPorts;
  if (init.capturesAllPorts || !leavesPortsToPods(mesh)) {
    return [`- ${quoted(annotatedOrSetting(mesh, 'includeInboundPorts', setting))}`];
  }
  if (!hasHelpers) return when(isAnnotated('includeInboundPorts'), [ANNOTATED_PORTS], [DECLARED_PORTS]);
  return [`- ${quoted(annotatedOr(mesh, 'includeInboundPorts', declaredPortsOr(mesh, 'includeInboundPorts')))}`];
}

const ANNOTATED_PORTS = `- ${quoted(annotationOf('includeInboundPorts'))}`;

/** Numbers only, each with a comma behind it, which istio-iptables does not mind. */
const DECLARED_PORTS = `- "${[
  ...['range .Spec.Containers', 'range .Ports', '.ContainerPort'].map(action),
  ',',
  ...['end', 'end'].map(action),
].join('')}"`;
