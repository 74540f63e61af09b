import { INJECTION_TEMPLATE, type TemplateFacts } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import { PROXY } from '../../catalog/proxy.ts';
import { istioImage } from '../../kit/images.ts';
import type { Mesh } from '../../mesh.ts';
import { sidecarCoreDump } from '../core-dump.ts';
import {
  annotatedOr,
  annotatedOrSetting,
  ANNOTATIONS,
  annotationOf,
  EXCLUDED_PORTS,
  isAnnotated,
  MODE,
} from './annotations.ts';
import { capturedPorts, declaredPortsOr } from './ports.ts';
import { constant, item, quoted, under, when, yaml, type Lines } from './text.ts';

/**
 * The init container that redirects the pod's traffic to the sidecar; with istio-cni, which redirects instead, the one
 * that checks it. It is marked `restartPolicy: Always` as it always was: the injectors know no such field and drop it.
 */
export function initContainers(mesh: Mesh): Lines {
  const facts = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const lines = mesh.spec.sidecar.cni.enabled ? validator(mesh, facts) : redirector(mesh, facts);
  const isRedirected = `ne ${MODE} "NONE"`;
  const coreDump = sidecarCoreDump(mesh);
  if (coreDump.length > 0) {
    return under('initContainers', [...(lines.length === 0 ? [] : when(isRedirected, item(lines))), ...yaml(coreDump)]);
  }
  return lines.length === 0 ? [] : when(isRedirected, under('initContainers', item(lines)));
}

/** Kubernetes refuses privileged containers that may not gain privileges. */
export const PRIVILEGED = { privileged: true, allowPrivilegeEscalation: true };

function redirector(mesh: Mesh, facts: TemplateFacts): Lines {
  const { command, confinement } = facts.init;
  const program = command === undefined ? [] : yaml([command]);
  return [
    'name: istio-init',
    ...under(command === undefined ? 'args' : 'command', [...program, ...rules(mesh, facts)]),
    ...wildcardPort(mesh, facts),
    ...settings(mesh, facts, confinement),
  ];
}

function validator(mesh: Mesh, facts: TemplateFacts): Lines {
  if (facts.validation === undefined) return [];
  const { command, confinement } = facts.validation;
  const checkOnly = ['--run-validation', '--skip-rule-apply'];
  return [
    'name: istio-validation',
    ...under('command', [...yaml([command]), ...rules(mesh, facts), ...yaml(checkOnly)]),
    ...settings(mesh, facts, confinement),
  ];
}

function settings(mesh: Mesh, { init }: TemplateFacts, confinement: object): Lines {
  const { init: initSettings, privileged } = mesh.spec.sidecar;
  const { resources } = initSettings;
  return yaml({
    image: istioImage(mesh, 'proxy_init', init.image ?? rowOf(PROXY, mesh.spec.version).image),
    imagePullPolicy: mesh.spec.images.pullPolicy,
    ...(Object.keys(resources).length > 0 && { resources }),
    restartPolicy: 'Always',
    securityContext: { ...confinement, ...(privileged && PRIVILEGED) },
  });
}

/** Port of the sidecar for what leaves the pod, and the user whose own traffic is left alone. */
const OUTBOUND_PORT = '15001';
const PROXY_USER = '1337';

/** Which traffic is redirected, as istio-iptables takes it. */
function rules(mesh: Mesh, { init }: TemplateFacts): Lines {
  const { includeIPRanges, excludeIPRanges } = mesh.spec.sidecar.capture;
  const inbound = init.inboundPort === undefined ? [] : ['-z', String(init.inboundPort)];
  return [
    ...yaml(['-p', OUTBOUND_PORT, ...inbound, '-u', PROXY_USER]),
    ...option('-m', MODE),
    ...option('-i', annotatedOrSetting(mesh, 'includeOutboundIPRanges', includeIPRanges)),
    ...option('-x', annotatedOrSetting(mesh, 'excludeOutboundIPRanges', excludeIPRanges)),
    ...yaml(['-b']),
    ...capturedPorts(mesh),
    ...option('-d', EXCLUDED_PORTS),
    ...(init.options.includes('-o') ? excludedOutboundPorts(mesh, (ports) => option('-o', ports)) : []),
    ...(init.options.includes('-k') ? virtualInterfaces(mesh, (names) => option('-k', names)) : []),
  ];
}

const option = (name: string, expression: string): Lines => [...yaml([name]), `- ${quoted(expression)}`];

/** Tells istio-iptables of 1.2 where traffic of all ports goes, when it is captured; later ones have a flag for it. */
function wildcardPort(mesh: Mesh, { init }: TemplateFacts): Lines {
  if (init.wildcardPort === undefined) return [];
  const ports = annotatedOr(mesh, 'includeInboundPorts', constant(mesh.spec.sidecar.capture.includeInboundPorts));
  const variable = yaml({ env: [{ name: 'INBOUND_CAPTURE_PORT', value: String(init.wildcardPort) }] });
  return when(`contains "*" (${ports})`, variable);
}

/** Lines about interfaces of virtual machines: always when the mesh names some, else only when the pod does. */
function virtualInterfaces(mesh: Mesh, lines: (names: string) => Lines): Lines {
  const setting = mesh.spec.sidecar.capture.kubevirtInterfaces;
  if (setting === '') return when(isAnnotated('kubevirtInterfaces'), lines(annotationOf('kubevirtInterfaces')));
  return lines(annotatedOrSetting(mesh, 'kubevirtInterfaces', setting));
}

/** Lines about excluded outbound ports: always when the mesh excludes some, else only when the pod does. */
function excludedOutboundPorts(mesh: Mesh, lines: (ports: string) => Lines): Lines {
  const setting = mesh.spec.sidecar.capture.excludeOutboundPorts;
  const written = lines(annotatedOrSetting(mesh, 'excludeOutboundPorts', setting));
  return setting === '' ? when(isAnnotated('excludeOutboundPorts'), written) : written;
}

/** The same rules as annotations of the pod, which istio-cni reads. */
export function redirectAnnotations(mesh: Mesh): Lines {
  if (!rowOf(INJECTION_TEMPLATE, mesh.spec.version).redirectAnnotations) return [];
  const { includeIPRanges, excludeIPRanges } = mesh.spec.sidecar.capture;
  const inboundPorts = declaredPortsOr(mesh, 'includeInboundPorts');
  return under('podRedirectAnnot', [
    annotation('interceptionMode', MODE),
    annotation('includeOutboundIPRanges', annotatedOrSetting(mesh, 'includeOutboundIPRanges', includeIPRanges)),
    annotation('excludeOutboundIPRanges', annotatedOrSetting(mesh, 'excludeOutboundIPRanges', excludeIPRanges)),
    annotation('includeInboundPorts', annotatedOr(mesh, 'includeInboundPorts', inboundPorts)),
    annotation('excludeInboundPorts', EXCLUDED_PORTS),
    ...excludedOutboundPorts(mesh, (ports) => [annotation('excludeOutboundPorts', ports)]),
    annotation('kubevirtInterfaces', interfacesOf(mesh)),
  ]);
}

function interfacesOf(mesh: Mesh): string {
  const setting = mesh.spec.sidecar.capture.kubevirtInterfaces;
  return setting === '' ? annotationOf('kubevirtInterfaces') : annotatedOrSetting(mesh, 'kubevirtInterfaces', setting);
}

const annotation = (name: keyof typeof ANNOTATIONS, expression: string): string =>
  `${ANNOTATIONS[name]}: ${quoted(expression)}`;
