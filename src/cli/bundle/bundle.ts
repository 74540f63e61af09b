import { writeFile } from 'node:fs/promises';
import { amountOf } from '../../core/model/wording.ts';
import { systemClock } from '../../runtime/clock.ts';
import { archive, type ArchivedFile } from './archive.ts';
import { collect } from './collect.ts';
import { everyMeshInstall, meshInstall, onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** Options of `meshwright bundle`. */
export interface BundleOptions extends ClusterOptions {
  readonly name?: string;
  readonly to: string;
  readonly operatorNamespace: string;
}

/** Writes what somebody else needs to see what is wrong with a mesh: objects, events and logs, without secrets. */
export async function bundleCommand(options: BundleOptions, terminal: Terminal): Promise<void> {
  const { name, to, operatorNamespace } = options;
  if (to === '-' && terminal.stdout.isTTY === true)
    throw new UsageError('--to -: not for a terminal; pipe it, or name a file');
  const now = systemClock.now();
  const files = await onCluster(options, terminal, async (client) => {
    const installs = name === undefined ? await everyMeshInstall(client) : [await meshInstall(client, name)];
    return collect({ client, installs, operatorNamespace, now });
  });
  const bytes = await archive(files, now);
  if (to === '-') terminal.stdout.write(bytes);
  else {
    await write(to, bytes);
    terminal.stdout.write(`${to}: ${amountOf(files.length, 'file')}, ${(bytes.length / 1024).toFixed(0)} KiB\n`);
  }
  terminal.stderr.write(unread(files));
}

async function write(path: string, bytes: Buffer): Promise<void> {
  try {
    // What is masked is masked by its name: nobody but the user should read the rest unasked.
    await writeFile(path, bytes, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write ${path}: ${reason}`, { cause: error });
  }
}

function unread(files: readonly ArchivedFile[]): string {
  const problems = files.find(({ path }) => path.endsWith('/problems.txt'))?.text ?? '';
  const count = problems === 'none\n' ? 0 : problems.trimEnd().split('\n').length;
  return count === 0
    ? ''
    : `${amountOf(count, 'thing')} could not be read; problems.txt in the archive says which and why\n`;
}
