import type { Manifest } from '../../api/manifest.ts';
import { proxyOf, versionOf, workloadKey, type Proxy } from '../../core/model/proxy.ts';
import { list, record, text } from '../reading.ts';

/** Whose proxy it is: of the classic mesh, of a revision of the target, or nobody can tell. */
export type Side = 'old' | 'unknown' | { readonly revision: string };

/** The proxy of a pod, and on which side it is. */
export interface SidedProxy {
  readonly namespace: string;
  /** Who keeps its pod, as `Deployment shop/reviews`; the pod itself where nobody does. */
  readonly owner: string;
  readonly role: Proxy['role'];
  readonly side: Side;
  /** The release that its image names. */
  readonly release?: string;
}

/** The label that the injector of a revision gives to pods. */
const REVISION = 'istio.io/rev';

/** Reads the proxy of a pod; undefined where it has none, and for pods that have ended. */
export function sidedProxyOf(pod: Manifest): SidedProxy | undefined {
  const proxy = proxyOf(pod) ?? proxyOf(withNativeSidecar(pod));
  if (proxy === undefined) return undefined;
  const { namespace, image, role, workload } = proxy;
  const release = versionOf(image);
  return {
    namespace,
    owner: workload === undefined ? `Pod ${namespace}/${pod.metadata.name}` : workloadKey(workload),
    role,
    side: sideOf(pod, proxy, release),
    ...(release !== undefined && { release }),
  };
}

/** Sidecars of the target may be init containers that go on, which those of 1.0 to 1.4 never were. */
function withNativeSidecar(pod: Manifest): Manifest {
  const spec = record(pod['spec']);
  const native = list(spec['initContainers']).filter((container) => record(container)['restartPolicy'] === 'Always');
  return { ...pod, spec: { ...spec, containers: native } };
}

/** Proxies of 1.0 to 1.4 are told by a flag where pilot is; later ones are not, and have the label of their revision. */
function sideOf(pod: Manifest, { controlPlane }: Proxy, release: string | undefined): Side {
  if (controlPlane !== undefined || /^1\.[0-4]\./.test(release ?? '')) return 'old';
  const revision = pod.metadata.labels?.[REVISION] ?? revisionInStatus(pod);
  if (revision !== undefined) return { revision };
  return release === undefined ? 'unknown' : { revision: 'default' };
}

/** What the injector noted on the pod. */
function revisionInStatus({ metadata }: Manifest): string | undefined {
  try {
    const status: unknown = JSON.parse(metadata.annotations?.['sidecar.istio.io/status'] ?? '{}');
    return text(record(status)['revision']);
  } catch {
    // Anybody may write annotations.
    return undefined;
  }
}

/** `old`, `unknown`, or the revision. */
export const sideName = (side: Side): string => (typeof side === 'string' ? side : side.revision);
