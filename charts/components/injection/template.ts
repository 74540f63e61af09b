import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { Mesh } from '../../mesh.ts';
import { annotatedOr, annotatedOrSetting, EXCLUDED_PORTS, MODE, STATUS_PORT } from './annotations.ts';
import { initContainers, redirectAnnotations } from './redirection.ts';
import { containers, volumes } from './sidecar.ts';
import { executable, silent, yaml, type Lines } from './text.ts';

/**
 * What the injector adds to a pod, as a Go text/template that gives YAML. All that the spec settles is settled here;
 * actions ask only the pod and the mesh configuration, so the template needs no values beside it.
 */
export function injectionTemplate(mesh: Mesh): string {
  const { delimiters, rewritesProbes } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const lines = [
    ...(rewritesProbes ? yaml({ rewriteAppHTTPProbe: mesh.spec.sidecar.rewriteAppHTTPProbe }) : []),
    ...variables(mesh),
    ...initContainers(mesh),
    ...containers(mesh),
    ...volumes(mesh),
    ...searchDomains(mesh),
    ...redirectAnnotations(mesh),
  ];
  return executable(lines, delimiters);
}

/** Domains in which the pod looks for short host names, such as `global` for other clusters. */
function searchDomains({ spec }: Mesh): Lines {
  const searches = spec.mesh.multiCluster.podDNSSearchNamespaces;
  return searches.length === 0 ? [] : yaml({ dnsConfig: { searches } });
}

function variables(mesh: Mesh): Lines {
  const { readiness, capture } = mesh.spec.sidecar;
  const excluded = annotatedOrSetting(mesh, 'excludeInboundPorts', capture.excludeInboundPorts);
  const { hasHelpers } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  return [
    assign(MODE, annotatedOr(mesh, 'interceptionMode', '.ProxyConfig.InterceptionMode')),
    assign(STATUS_PORT, annotatedOrSetting(mesh, 'statusPort', readiness.statusPort)),
    assign(EXCLUDED_PORTS, hasHelpers ? `excludeInboundPort ${STATUS_PORT} (${excluded})` : excluded),
  ];
}

const assign = (name: string, expression: string): string => silent(`${name} := ${expression}`);
