import type { Mesh } from '../mesh.ts';
import type { PodSpec } from './types.ts';

/** What spec.images.overrides has an image for, besides gateways, which it knows by their names. */
export const OVERRIDDEN = [
  'citadel',
  'galley',
  'pilot',
  'policy',
  'telemetry',
  'injector',
  'proxy',
  'proxy_init',
  'nodeagent',
  'prometheus',
  'prom-init',
  'grafana',
  'tracing',
  'kiali',
  'servicegraph',
  'coredns',
  'coredns-plugin',
  'statsd-prom-bridge',
  'bridge',
] as const;

/**
 * The image of one of Istio's own binaries: the component's `image`, else its entry in spec.images.overrides, else
 * hub/name:tag, where the tag is the version unless spec.images says otherwise.
 */
export function istioImage(mesh: Mesh, component: string, name: string, own = ''): string {
  const { hub, mirrors, overrides, tag } = mesh.spec.images;
  return mirrored(own || overrides[component] || `${hub}/${name}:${tag || mesh.spec.version}`, mirrors);
}

/** The image of an add-on that is not Istio's own; the catalog knows its whole reference. */
export function addonImage(mesh: Mesh, component: string, reference: string, own = ''): string {
  const { mirrors, overrides } = mesh.spec.images;
  return mirrored(own || overrides[component] || reference, mirrors);
}

/** A reference as it is pulled: from the mirror of its registry, if spec.images.mirrors has one. */
export function mirrored(reference: string, mirrors: Readonly<Record<string, string>>): string {
  const whole = wholeReference(reference);
  const from = Object.keys(mirrors)
    .filter((prefix) => whole.startsWith(asFolder(prefix)))
    .sort((a, b) => b.length - a.length)[0];
  return from === undefined ? reference : `${mirrors[from] ?? ''}/${whole.slice(asFolder(from).length)}`;
}

/** Whoever writes docker.io/ means docker.io. */
const asFolder = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`);

/** With the registry and folder that container runtimes add: grafana/grafana is docker.io/grafana/grafana. */
export function wholeReference(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasRegistry) return reference;
  return rest.length > 0 ? `docker.io/${reference}` : `docker.io/library/${reference}`;
}

/** Pull secrets in the pod itself: for pods that run under the namespace's default account, which is not ours. */
export function podPullSecrets(mesh: Mesh): Pick<PodSpec, 'imagePullSecrets'> {
  const { pullSecrets } = mesh.spec.images;
  return pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {};
}
