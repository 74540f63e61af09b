import { isDeepStrictEqual } from 'node:util';
import { API, type MeshInstall, FIELD_MANAGER } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import { fitted } from '../../core/model/status-size.ts';
import { eventsBetween } from '../../core/status/events.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { StatusChange } from './operator-view.ts';
import type { EventTeller, Subject } from './subject.ts';

/** What a status is written with. */
export interface StatusContext extends EventTeller, Pick<Subject, 'install' | 'signal'> {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly cache: Pick<LiveCache, 'install' | 'wrote'>;
  /** Told of every status that was written. */
  readonly onStatus?: ((change: StatusChange) => void) | undefined;
}

interface Latest extends Pick<Subject, 'install'> {
  readonly cache: Pick<LiveCache, 'install'>;
}

/** The MeshInstall as last seen or last written; as the pass began, if it is no longer known. */
export const latestOf = ({ cache, install }: Latest): MeshInstall => cache.install(install.metadata.name) ?? install;

/**
 * Writes the status if it says anything new, and tells what is new as Events and to who counts. Of a mesh that others
 * apply nothing but the status is written.
 * @throws ApiError Conflict when it is no longer the one that was seen: what we do not know must not be overwritten
 */
export async function writeStatus(pass: StatusContext, whole: MeshInstallStatus): Promise<void> {
  const status = fitted(whole);
  const { metadata, status: before = {} } = latestOf(pass);
  if (isDeepStrictEqual(before, status)) return;
  const ref = { apiVersion: API.apiVersion, kind: API.kind, name: metadata.name };
  const body = [
    // Set and not tested: a test that fails would be Invalid, and this is a Conflict.
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    // `add` replaces the whole status: what is no longer true must not stay.
    { op: 'add', path: '/status', value: status },
  ];
  const { signal } = pass;
  const write = { type: 'json', subresource: 'status', fieldManager: FIELD_MANAGER, lane: 'priority' } as const;
  pass.cache.wrote(await pass.client.patch<MeshInstall>(ref, body, { ...write, signal }));
  pass.onStatus?.({ mesh: ref.name, before, after: status });
  if (pass.install.spec.management === 'Observe') return;
  for (const event of eventsBetween(before, status)) pass.recordEvent(pass.install, event);
}
