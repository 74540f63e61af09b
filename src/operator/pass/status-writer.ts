import { isDeepStrictEqual } from 'node:util';
import { FIELD_MANAGER } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import { fitted } from '../../core/model/status-size.ts';
import { eventsBetween } from '../../core/status/events.ts';
import type { StatusChange } from './operator-view.ts';
import type { EventTeller } from './subject.ts';
import { latestOf, writeInstall, type WriteContext } from './write-install.ts';

/** What a status is written with. */
export interface StatusContext extends EventTeller, WriteContext {
  /** Told of every status that was written. */
  readonly onStatus?: ((change: StatusChange) => void) | undefined;
}

/**
 * Writes the status if it says anything new, and tells what is new as Events and to who counts. Of a mesh that others
 * apply nothing but the status is written.
 * @throws ApiError Conflict when it is no longer the one that was seen: what we do not know must not be overwritten
 */
export async function writeStatus(pass: StatusContext, whole: MeshInstallStatus): Promise<void> {
  const status = fitted(whole);
  const { status: before = {} } = latestOf(pass);
  if (isDeepStrictEqual(before, status)) return;
  const options = { type: 'json', subresource: 'status', fieldManager: FIELD_MANAGER, lane: 'priority' } as const;
  await writeInstall(pass, options, ({ metadata }) => [
    // Set and not tested: a test that fails would be Invalid, and this is a Conflict.
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    // `add` replaces the whole status: what is no longer true must not stay.
    { op: 'add', path: '/status', value: status },
  ]);
  pass.onStatus?.({ mesh: pass.install.metadata.name, before, after: status });
  if (pass.install.spec.management === 'Observe') return;
  for (const event of eventsBetween(before, status)) pass.recordEvent(pass.install, event);
}
