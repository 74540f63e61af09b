import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { DemoCluster } from './cluster.ts';
import type { Stage } from './stage.ts';

/** Folder of a kubectl for the cluster where PATH has none; undefined where that is not needed or not ours to do. */
export async function kubectlFolder(
  { terminal, steps }: Stage,
  { kubectlPath }: DemoCluster,
): Promise<string | undefined> {
  if (kubectlPath === undefined || (await isOnPath('kubectl', terminal.env['PATH'] ?? ''))) return undefined;
  const path = await steps.run(
    'making a kubectl, because there is none on PATH',
    kubectlPath,
    (made) => `kubectl at ${made}`,
  );
  return dirname(path);
}

async function isOnPath(program: string, path: string): Promise<boolean> {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const looks = folders.map((folder) =>
    access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(looks)).includes(true);
}
