import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { annotatedOr, annotatedOrSetting, EXCLUDED_PORTS, MODE, STATUS_PORT } from './annotations.ts';
import { initContainers, redirectAnnotations } from './redirection.ts';
import { containers, volumes } from './sidecar.ts';
import { yaml, type Lines } from './text.ts';

/**
 * What the injector adds to a pod, as a Go text/template that gives YAML. All that the spec settles is settled here;
 * actions ask only the pod and the mesh configuration, so the template needs no values beside it.
 */
export function injectionTemplate(mesh: Mesh): string {
  const { delimiters } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const lines = [
    ...yaml({ rewriteAppHTTPProbe: mesh.spec.sidecar.rewriteAppHTTPProbe }),
    ...variables(mesh),
    ...initContainers(mesh),
    ...containers(mesh),
    ...volumes(mesh),
    ...redirectAnnotations(mesh),
  ];
  return lines.join('\n').replaceAll('{{', delimiters[0]).replaceAll('}}', delimiters[1]);
}

function variables({ spec }: Mesh): Lines {
  const { readiness, capture } = spec.sidecar;
  const excluded = annotatedOrSetting('excludeInboundPorts', capture.excludeInboundPorts);
  return [
    assign(MODE, annotatedOr('interceptionMode', '.ProxyConfig.InterceptionMode')),
    assign(STATUS_PORT, annotatedOrSetting('statusPort', readiness.statusPort)),
    assign(EXCLUDED_PORTS, `excludeInboundPort ${STATUS_PORT} (${excluded})`),
  ];
}

const assign = (name: string, expression: string): string => `{{- ${name} := ${expression} }}`;
