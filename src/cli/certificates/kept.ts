import type { Manifest } from '../../api/manifest.ts';
import { COMMAND_LINE_MANAGER } from '../../api/meshinstall.ts';
import { keptData, SIGNS_FROM, type Authority } from '../../core/rotation/authority.ts';
import { RotationError } from '../../core/rotation/change.ts';
import { NEXT_AUTHORITY, PREVIOUS_AUTHORITY } from '../../core/certificates/kept-names.ts';
import { certificatesOf } from '../../core/certificates/pem.ts';
import { isAlreadyExists, isConflict } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';

/** The annotation on what comes next: the Secret with the authority of before. */
export const PREVIOUS = 'meshwright.dev/previous';

/** Whom to write to, and where the mesh is. */
export interface KeptContext {
  readonly client: KubeClient;
  readonly namespace: string;
}

/** The name of the Secret that keeps an authority: the same authority is kept once. */
function previousName({ files }: Authority): string {
  const [ca] = certificatesOf(files['ca-cert.pem'] ?? '') ?? [];
  return PREVIOUS_AUTHORITY + (ca?.fingerprint256 ?? '').replaceAll(':', '').slice(0, 8).toLowerCase();
}

/** Keeps a copy of an authority before it is changed. @returns the name of its Secret */
export async function keep({ client, namespace }: KeptContext, authority: Authority): Promise<string> {
  const name = previousName(authority);
  try {
    await client.create(keptSecret(namespace, name, authority), { fieldManager: COMMAND_LINE_MANAGER });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  return name;
}

/** Keeps what comes next; what was kept there before has to be complete, or never begun. */
export async function keepNext(
  { client, namespace }: KeptContext,
  target: Authority,
  previous: string,
  before: Manifest | undefined,
): Promise<void> {
  const secret = keptSecret(namespace, NEXT_AUTHORITY, target);
  const annotations = { ...secret.metadata.annotations, [PREVIOUS]: previous };
  const options = { fieldManager: COMMAND_LINE_MANAGER };
  if (before === undefined) await client.create({ ...secret, metadata: { ...secret.metadata, annotations } }, options);
  else await patchSecret(client, before, { metadata: { annotations }, data: secret['data'] as object });
}

function keptSecret(namespace: string, name: string, authority: Authority): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, annotations: { [SIGNS_FROM]: authority.secret } },
    type: 'Opaque',
    data: keptData(authority),
  };
}

/**
 * Changes a Secret that was read, and nothing that somebody wrote since.
 * @throws RotationError when somebody did
 */
export async function patchSecret(
  client: KubeClient,
  { metadata }: Manifest,
  change: { readonly metadata?: object; readonly data: object },
): Promise<void> {
  const { name, namespace = '', resourceVersion } = metadata;
  const body = { ...change, metadata: { ...change.metadata, resourceVersion } };
  try {
    await client.patch({ apiVersion: 'v1', kind: 'Secret', namespace, name }, body, {
      type: 'merge',
      fieldManager: COMMAND_LINE_MANAGER,
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new RotationError(`somebody changed Secret ${namespace}/${name} just now; look at the plan again`, {
      cause: error,
    });
  }
}
