import { isDeepStrictEqual } from 'node:util';
import { API, type MeshInstall, FIELD_MANAGER } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import { eventsBetween } from '../../core/status/events.ts';
import type { PassContext } from './context.ts';

/** Writes the status if it says anything new, and tells what is new as Events and to who counts. */
export async function writeStatus(pass: PassContext, status: MeshInstallStatus): Promise<void> {
  const before = pass.cache.install(pass.install.metadata.name)?.status ?? {};
  if (isDeepStrictEqual(before, status)) return;
  const ref = { apiVersion: API.apiVersion, kind: API.kind, name: pass.install.metadata.name };
  // `add` replaces the whole status: what is no longer true must not stay.
  const body = [
    { op: 'test', path: '/metadata/uid', value: pass.install.metadata.uid },
    { op: 'add', path: '/status', value: status },
  ];
  const options = { type: 'json', subresource: 'status', fieldManager: FIELD_MANAGER, signal: pass.signal } as const;
  pass.cache.wrote(await pass.client.patch<MeshInstall>(ref, body, options));
  pass.onStatus?.({ mesh: ref.name, before, after: status });
  for (const event of eventsBetween(before, status)) pass.recordEvent(pass.install, event);
}
