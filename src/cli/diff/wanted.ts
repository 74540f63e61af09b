import { render, resolve, type Mesh } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import { besideLive } from '../../core/ownership/adoption.ts';
import { withCaBundle } from '../../core/readiness/certificates.ts';
import { WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { withOwner } from '../../core/ownership/ownership.ts';
import { withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';

/** The objects that the operator, or who applies a synthesis, would send for a mesh. */
export function wantedObjects(
  { name, spec }: MeshInstallDocument,
  install: MeshInstall | undefined,
  cluster: Pick<Mesh, 'capabilities' | 'operatorNamespace' | 'operatorImage'>,
): Manifest[] {
  const manifests = withoutScaledReplicas(render({ name, spec: resolve(spec), ...cluster }));
  const uid = isObserved(spec) ? undefined : install?.metadata.uid;
  return uid === undefined ? manifests : manifests.map((manifest) => withOwner(manifest, { mesh: name, uid }));
}

/** True for a mesh that others apply. */
export const isObserved = ({ management }: MeshInstallDocument['spec']): boolean => management === 'Observe';

/**
 * The object with what only the cluster knows: whether pods are kept that were taken over, and the root that a webhook
 * configuration trusts already. Where the binaries
 * keep it themselves, it is not ours to send.
 */
export function completed(manifest: Manifest, live: Manifest | undefined, { served }: Capabilities): Manifest {
  const wanted = besideLive(manifest, live);
  if (WEBHOOK_BACKENDS[wanted.kind] === undefined) return wanted;
  if (served.has(`admissionregistration.k8s.io/v1beta1/${wanted.kind}`)) return wanted;
  const webhooks = (live?.['webhooks'] ?? []) as { clientConfig?: { caBundle?: string } }[];
  const trusted = webhooks[0]?.clientConfig?.caBundle;
  return trusted === undefined ? wanted : withCaBundle(wanted, trusted);
}
