import { render, resolve } from '../../../charts/index.ts';
import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { API, type MeshInstall } from '../../api/meshinstall.ts';
import type { ComponentStatus } from '../../api/status.ts';
import { componentStatuses } from '../../core/status/components.ts';
import { inParts } from '../../core/model/graph.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { ROUTES } from '../../operator/pass/routes.ts';
import { holds, type PlannedPart } from '../view/live/progress.ts';

/** Whose fields the objects are that the demo applies. */
export const FIELD_MANAGER = 'meshwright-demo';

/** What there will be to see, known before it is installed. */
export interface Preview {
  readonly profile: string;
  readonly namespace: string;
  readonly parts: readonly PlannedPart[];
  readonly components: readonly ComponentStatus[];
}

/** Renders the mesh as the operator will, to know its parts and components. */
export async function previewOf({ name, spec }: MeshInstallDocument, client: KubeClient, now: Date): Promise<Preview> {
  const capabilities = await readCapabilities(client.discovery);
  const resolved = resolve(spec);
  const manifests = render({ name, spec: resolved, capabilities });
  const nothing = { now, lasted: () => 0, live: () => undefined, isReachable: () => false, secret: () => undefined };
  return {
    profile: resolved.profile,
    namespace: resolved.namespace,
    parts: inParts(manifests, ROUTES.needsOn({ to: resolved.version, rest: [] })).map(({ part, objects, needs }) => ({
      name: part.name,
      gate: part.gate,
      objects: objects.length,
      needs: needs.map((need) => need.needs),
    })),
    components: componentStatuses(manifests, resolved.version, nothing, []),
  };
}

/** Applies a MeshInstall as `kubectl apply --server-side` would. @throws ApiError when the apiserver refuses it */
export function applyMesh(
  { name, spec }: MeshInstallDocument,
  client: KubeClient,
  signal: AbortSignal,
): Promise<MeshInstall> {
  const install = { apiVersion: API.apiVersion, kind: API.kind, metadata: { name }, spec };
  return client.apply<MeshInstall>(install, { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', signal });
}

/** How an installation ended. */
export type Outcome = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };

/** Reads from a MeshInstall how the installation of this generation ended; undefined while it goes on. */
export function outcomeOf(install: MeshInstall, generation: number): Outcome | undefined {
  const status = install.status ?? {};
  if ((status.observedGeneration ?? 0) < generation) return undefined;
  if (holds(status, 'Ready', 'True')) return { kind: 'ready' };
  const stalled = status.conditions?.find(({ type }) => type === 'Stalled');
  return stalled?.status === 'True' ? { kind: 'failed', reason: `${stalled.reason}: ${stalled.message}` } : undefined;
}

/** Why a mesh is not Ready, for people. */
export function whyNotReady(install: MeshInstall | undefined): string {
  const ready = install?.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined ? 'the operator has not reported yet; see its log' : ready.message;
}
