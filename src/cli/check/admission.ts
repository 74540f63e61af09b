import { RELEASES } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { API, COMMAND_LINE_MANAGER } from '../../api/meshinstall.ts';
import { ApiError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { findingsOf, type CheckFinding } from './finding.ts';

/** A name that no mesh has. */
const NAME = 'meshwright-check-that-is-never-stored';

/** Whether a MeshInstall would be accepted now, by a dry run: schema, webhooks and policies have their say. */
export async function checkAdmission(client: Pick<KubeClient, 'apply'>): Promise<CheckFinding> {
  const { ok, failed, warning, unknown } = findingsOf('admission');
  const { apiVersion, kind } = API;
  const install: Manifest = { apiVersion, kind, metadata: { name: NAME }, spec: { version: RELEASES.at(-1) } };
  try {
    await client.apply(install, { fieldManager: COMMAND_LINE_MANAGER, dryRun: true });
    return ok(`a plain ${kind} would be accepted`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, serverMessage } = error;
    if (/^\S+ "[^"]*" is forbidden: User /.test(serverMessage) || /does not support dry run/.test(serverMessage))
      return unknown(`whether a ${kind} would be accepted: ${serverMessage}`);
    const message = `a plain ${kind} would be refused: ${serverMessage}`;
    if (code === 403 || code === 422 || code === 400) return warning(message, 'ask whoever made that rule');
    return failed(message, 'the webhook that is named has to answer, or go');
  }
}
