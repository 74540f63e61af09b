import { INJECTION_TEMPLATE, type TemplateFacts } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import { istioImage } from '../../kit/images.ts';
import type { Mesh } from '../../mesh.ts';
import { proxyImage } from '../proxy.ts';
import {
  annotatedOr,
  annotatedOrSetting,
  ANNOTATIONS,
  annotationOf,
  EXCLUDED_PORTS,
  isAnnotated,
  MODE,
} from './annotations.ts';
import { constant, item, quoted, under, when, yaml, type Lines } from './text.ts';

/**
 * The init container that redirects the pod's traffic to the sidecar; with istio-cni, which redirects instead, the one
 * that checks it. It is marked `restartPolicy: Always` as it always was: the injectors know no such field and drop it.
 */
export function initContainers(mesh: Mesh): Lines {
  const facts = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const lines = mesh.spec.sidecar.cni.enabled ? validator(mesh, facts) : redirector(mesh, facts);
  return lines.length === 0 ? [] : when(`ne ${MODE} "NONE"`, under('initContainers', item(lines)));
}

function redirector(mesh: Mesh, facts: TemplateFacts): Lines {
  const { capabilities, command, confinement } = facts.init;
  const program = command === undefined ? [] : yaml([command]);
  return [
    'name: istio-init',
    ...under(command === undefined ? 'args' : 'command', [...program, ...rules(mesh, facts)]),
    ...settings(mesh, facts, { ...confinement, capabilities }),
  ];
}

function validator(mesh: Mesh, facts: TemplateFacts): Lines {
  if (facts.validation === undefined) return [];
  const { command, confinement } = facts.validation;
  const checkOnly = ['--run-validation', '--skip-rule-apply'];
  return [
    'name: istio-validation',
    ...under('command', [...yaml([command]), ...rules(mesh, facts), ...yaml(checkOnly)]),
    ...settings(mesh, facts, { ...confinement, capabilities: { drop: ['ALL'] } }),
  ];
}

function settings(mesh: Mesh, { init }: TemplateFacts, securityContext: object): Lines {
  return yaml({
    image: init.image === undefined ? proxyImage(mesh) : istioImage(mesh, init.image, init.image),
    imagePullPolicy: mesh.spec.images.pullPolicy,
    resources: init.resources,
    restartPolicy: 'Always',
    securityContext,
  });
}

/** Port of the sidecar for what leaves the pod, and the user whose own traffic is left alone. */
const OUTBOUND_PORT = '15001';
const PROXY_USER = '1337';

/** Which traffic is redirected, as istio-iptables takes it. */
function rules({ spec }: Mesh, facts: TemplateFacts): Lines {
  const { capture } = spec.sidecar;
  const { inboundPort } = facts.init;
  return [
    ...yaml(['-p', OUTBOUND_PORT, ...(inboundPort === undefined ? [] : ['-z', String(inboundPort)]), '-u', PROXY_USER]),
    ...option('-m', MODE),
    ...option('-i', annotatedOrSetting('includeOutboundIPRanges', capture.includeIPRanges)),
    ...option('-x', annotatedOrSetting('excludeOutboundIPRanges', capture.excludeIPRanges)),
    ...option('-b', annotatedOr('includeInboundPorts', capturedPorts(capture.includeInboundPorts, facts))),
    ...option('-d', EXCLUDED_PORTS),
    ...excludedOutboundPorts(capture.excludeOutboundPorts, (ports) => option('-o', ports)),
    ...when(isAnnotated('kubevirtInterfaces'), option('-k', annotationOf('kubevirtInterfaces'))),
  ];
}

const option = (name: string, expression: string): Lines => [...yaml([name]), `- ${quoted(expression)}`];

/** Expression: the inbound ports that are captured where the pod does not say. */
function capturedPorts(setting: string, { init }: TemplateFacts): string {
  return setting === '*' && !init.capturesAllPorts ? PORTS_OF_POD : constant(setting);
}

const PORTS_OF_POD = '(includeInboundPorts .Spec.Containers)';

/** Lines about excluded outbound ports: always when the mesh excludes some, else only when the pod does. */
function excludedOutboundPorts(setting: string, lines: (ports: string) => Lines): Lines {
  const written = lines(annotatedOrSetting('excludeOutboundPorts', setting));
  return setting === '' ? when(isAnnotated('excludeOutboundPorts'), written) : written;
}

/** The same rules as annotations of the pod, which istio-cni reads. */
export function redirectAnnotations({ spec }: Mesh): Lines {
  if (!rowOf(INJECTION_TEMPLATE, spec.version).redirectAnnotations) return [];
  const { capture } = spec.sidecar;
  const inboundPorts = capture.includeInboundPorts === '*' ? PORTS_OF_POD : constant(capture.includeInboundPorts);
  return under('podRedirectAnnot', [
    annotation('interceptionMode', MODE),
    annotation('includeOutboundIPRanges', annotatedOrSetting('includeOutboundIPRanges', capture.includeIPRanges)),
    annotation('excludeOutboundIPRanges', annotatedOrSetting('excludeOutboundIPRanges', capture.excludeIPRanges)),
    annotation('includeInboundPorts', annotatedOr('includeInboundPorts', inboundPorts)),
    annotation('excludeInboundPorts', EXCLUDED_PORTS),
    ...excludedOutboundPorts(capture.excludeOutboundPorts, (ports) => [annotation('excludeOutboundPorts', ports)]),
    annotation('kubevirtInterfaces', annotationOf('kubevirtInterfaces')),
  ]);
}

const annotation = (name: keyof typeof ANNOTATIONS, expression: string): string =>
  `${ANNOTATIONS[name]}: ${quoted(expression)}`;
