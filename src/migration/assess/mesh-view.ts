import { yamlDocuments } from '../../api/files/yaml.ts';
import { InputError } from '../../api/errors.ts';
import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../kinds.ts';
import { proxyOf, versionOf } from '../../core/model/proxy.ts';
import { labelsOf, record, text, type Loose } from '../reading.ts';
import type { Target } from '../targets.data.ts';
import { podsOf } from './pod-template.ts';

/** Everything that rules may look at, beside the object that they are asked about. */
export interface MeshView {
  readonly target: Target;
  /** Minor of the Kubernetes 1 of the cluster; unknown where only files were read. */
  readonly kubernetes: number | undefined;
  readonly objects: readonly Manifest[];
  /** Objects of a kind, as `Kind.group`. */
  readonly of: (kind: string) => readonly Manifest[];
  /** False only where it is known that no pod of the namespace has a sidecar or gets one. */
  readonly isInMesh: (namespace: string | undefined) => boolean;
  /** Releases of the proxies that there are, the newest last. */
  readonly proxyReleases: readonly string[];
  /** The mesh config that pilot reads; undefined where it was not read. */
  readonly meshConfig: Loose | undefined;
}

/** The view on a mesh. */
export function meshView(
  objects: readonly Manifest[],
  { target, kubernetes }: Pick<MeshView, 'target' | 'kubernetes'>,
): MeshView {
  const byKind = Map.groupBy(objects, kindOf);
  const of = (kind: string): readonly Manifest[] => byKind.get(kind) ?? [];
  const outside = new Set(
    of('Namespace')
      .filter(isNotInjected)
      .map(({ metadata }) => metadata.name),
  );
  for (const object of objects) if (hasSidecar(object)) outside.delete(object.metadata.namespace ?? '');
  const config = of('ConfigMap').find(isMeshConfig);
  return {
    target,
    kubernetes,
    objects,
    of,
    isInMesh: (namespace) => namespace === undefined || !outside.has(namespace),
    proxyReleases: releasesOf(of('Pod')),
    meshConfig: config && meshConfigIn(config),
  };
}

function releasesOf(pods: readonly Manifest[]): string[] {
  const found = new Set(pods.flatMap((pod) => versionOf(proxyOf(pod)?.image ?? '') ?? []));
  return [...found].sort((a, b) => numberOf(a) - numberOf(b));
}

const numberOf = (release: string): number =>
  release.split('.').reduce((sum, part) => sum * 1000 + Number.parseInt(part, 10), 0);

/** True for the object that holds the mesh config (its name is fixed; a revision is appended to it). */
export const isMeshConfig = (object: Manifest): boolean =>
  kindOf(object) === 'ConfigMap' && /^istio(-|$)/.test(object.metadata.name) && meshText(object) !== undefined;

const meshText = (object: Manifest): string | undefined => text(record(object['data'])['mesh']);

/** The mesh config in its object; empty where it cannot be read. */
export function meshConfigIn(object: Manifest | undefined): Loose {
  if (object === undefined) return {};
  try {
    return record(yamlDocuments(meshText(object) ?? '', `ConfigMap ${object.metadata.name}`)[0]);
  } catch (error) {
    // Pilot could not read it either, and goes by its defaults.
    if (error instanceof InputError) return {};
    throw error;
  }
}

function isNotInjected(namespace: Manifest): boolean {
  const labels = labelsOf(namespace);
  return labels['istio-injection'] !== 'enabled' && labels['istio.io/rev'] === undefined;
}

const hasSidecar = (object: Manifest): boolean =>
  podsOf(object).some(
    ({ annotations, containers }) =>
      annotations['sidecar.istio.io/inject'] === 'true' || containers.some(({ name }) => name === 'istio-proxy'),
  );

/** True for what an installer brought: a MeshInstall, Helm with the official charts, or istioctl and the operator of 1.4. */
export function isInstalled(object: Manifest): boolean {
  const labels = labelsOf(object);
  if (labels[LABELS.mesh] !== undefined || labels['operator.istio.io/component'] !== undefined) return true;
  return (
    labels['heritage'] !== undefined && labels['release'] !== undefined && ISTIO_CHARTS.test(labels['chart'] ?? '')
  );
}

/** Charts of 1.0 to 1.4 (install/kubernetes/helm/istio), as the label `chart` names them, with or without a version. */
const ISTIO_CHARTS =
  /^(istio|mixer|pilot|galley|security|gateways|ingress|sidecarInjectorWebhook|nodeagent|prometheus|grafana|tracing|kiali|istiocoredns|certmanager)(-[0-9.]+)?$/;
