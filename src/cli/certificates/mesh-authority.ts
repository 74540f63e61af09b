import { certificateFacts, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import { NEXT_AUTHORITY } from '../../core/certificates/kept-names.ts';
import { authorityIn, keptAuthority, type Authority } from '../../core/rotation/authority.ts';
import { RotationError } from '../../core/rotation/change.ts';
import { writtenTime } from '../../core/rotation/issued.ts';
import type { RotationInput } from '../../core/rotation/position.ts';
import { readerOf } from '../../core/rotation/readers.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';
import { authorityName } from './authority.ts';
import { issuedSecretsOf } from './issued-secrets.ts';
import { PREVIOUS } from './kept.ts';

/** The authority of a mesh, and everybody who trusts it, as the cluster says now. */
export interface MeshAuthority {
  readonly install: MeshInstall;
  readonly spec: ResolvedSpec;
  readonly secret: Manifest;
  /** The Secret with what comes next; it stays when the change is complete. */
  readonly next?: Manifest;
  /** Without a target. */
  readonly input: RotationInput;
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** Reads it. @throws RotationError where there is no authority, or one that leads nowhere; ApiError when a read is refused */
export async function meshAuthority(client: KubeClient, install: MeshInstall): Promise<MeshAuthority> {
  const spec = resolve(parseSpecOf(install));
  const { namespace } = spec;
  if (!spec.components.citadel.enabled) throw new RotationError('the mesh has no citadel, and so no root of its own');
  const name = authorityName(spec);
  const [secret, next, issued, pods] = await Promise.all([
    client.get({ ...SECRET, namespace, name }),
    client.get({ ...SECRET, namespace, name: NEXT_AUTHORITY }),
    issuedSecretsOf(client, namespace),
    client.list({ apiVersion: 'v1', kind: 'Pod' }, { transform: readingPod }),
  ]);
  const current = secret && authorityIn(secret);
  if (secret === undefined || current === undefined)
    throw new RotationError(
      `Secret ${namespace}/${name} ${secret === undefined ? 'does not exist' : 'leads to no root'}; meshwright certificates check says more`,
    );
  const writtenAt = writtenTime(secret);
  const citadelSince = startOfCitadel(pods.items, namespace);
  const input = {
    now: new Date(systemClock.now()),
    current,
    ...(writtenAt !== undefined && { writtenAt }),
    issued,
    readers: pods.items.flatMap((pod) => readerOf(pod) ?? []),
    ...(citadelSince !== undefined && { citadelSince }),
    factsOf: certificateFacts,
  };
  return { install, spec, secret, ...(next !== undefined && { next }), input };
}

const isCitadel = ({ metadata }: Manifest): boolean => metadata.labels?.['istio'] === 'citadel';

/** Of pods that read no certificate, nothing is kept. */
const readingPod = (pod: Manifest): Manifest | undefined =>
  isCitadel(pod) || readerOf(pod) !== undefined ? pod : undefined;

function startOfCitadel(pods: readonly Manifest[], namespace: string): string | undefined {
  const own = pods.filter((pod) => isCitadel(pod) && pod.metadata.namespace === namespace);
  const alive = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return alive
    .map(({ metadata }) => metadata.creationTimestamp ?? '')
    .toSorted()
    .at(-1);
}

/**
 * What a mesh is to sign with in the end: what somebody began to change to, or with `back` what it signed with before.
 * @throws RotationError when there is no way back
 */
export async function targetOf(client: KubeClient, mesh: MeshAuthority, back: boolean): Promise<Authority | undefined> {
  const { next, spec } = mesh;
  if (!back) return next && keptAuthority(next);
  const name = next?.metadata.annotations?.[PREVIOUS];
  const kept = name === undefined ? undefined : await client.get({ ...SECRET, namespace: spec.namespace, name });
  const target = kept && keptAuthority(kept);
  if (target !== undefined) return target;
  throw new RotationError(
    `there is no way back: ${name === undefined ? `Secret ${NEXT_AUTHORITY} names no authority of before` : `Secret ${name} is gone`}`,
  );
}
