import { COMMAND_LINE_MANAGER, type MeshInstall } from '../../api/meshinstall.ts';
import type { KubeClient } from '../../kube/client.ts';
import { idOf, refOf } from '../../core/model/object-id.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Options of commands that change one field of a MeshInstall. */
export interface SteerOptions extends ClusterOptions {
  readonly name?: string;
}

/** What was asked for has no sense for this mesh now. */
export class SteeringError extends Error {
  override readonly name = 'SteeringError';
}

/** What to change of a MeshInstall, and what to say then; without a change only what to say. */
export interface Steering {
  readonly change?: object;
  readonly says: string;
}

/**
 * Decides on a change of one MeshInstall, makes it, and says so. Only the fields of the change are written, so that it
 * stays the same whoever keeps the rest of the object.
 * @throws SteeringError of a mesh that is being deleted: nothing holds or drives that
 */
export async function steer(
  { name, ...cluster }: SteerOptions,
  terminal: Terminal,
  decide: (install: MeshInstall) => Steering,
): Promise<void> {
  await onCluster(cluster, terminal, async (client) => {
    const install = await namedOrOnly(client, name);
    if (install.metadata.deletionTimestamp !== undefined)
      throw new SteeringError(
        `mesh "${install.metadata.name}" is being deleted; \`meshwright status\` says how far it is`,
      );
    const { change, says } = decide(install);
    if (change !== undefined) await write(client, install, change);
    terminal.stdout.write(`${says}\n`);
  });
}

/** This very MeshInstall: the uid makes a conflict of one that was made under its name meanwhile. */
async function write(client: KubeClient, install: MeshInstall, change: object): Promise<void> {
  const { metadata = {}, ...rest } = change as { metadata?: object };
  const { uid } = install.metadata;
  const body = { ...rest, metadata: { ...metadata, ...(uid !== undefined && { uid }) } };
  await client.patch(refOf(idOf(install)), body, { type: 'merge', fieldManager: COMMAND_LINE_MANAGER });
}
