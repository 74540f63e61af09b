import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../bundle.ts';
import type { ArchivedFile } from '../archive.ts';
import { filesIn } from '../files.ts';
import { licensesOf, packagesOf, type BundledPackage } from './licenses.ts';

/** The program as it is released, in whatever form. */
export interface Program {
  /** Everything that was bundled. */
  readonly bundle: readonly ArchivedFile[];
  /** What has to go along with it. */
  readonly legal: readonly ArchivedFile[];
  /** What starts it on any Node that we support. */
  readonly starter: ArchivedFile;
  readonly packages: readonly BundledPackage[];
}

/** Name of the file that starts the program; kubectl finds its plugins by it. */
export const STARTER = 'kubectl-meshwright';
/** The bundle of the legacy API bridge, which only an image needs. */
export const BRIDGE = 'bridge.mjs';
/** What only the starter loads. */
export const OLDER_NODE = 'older-node.mjs';

/** Bundles the program. */
export async function buildProgram(root: string, version: string): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-release-'));
  try {
    const programs = { 'older-node': 'scripts/release/program/older-node.mjs' };
    const inputs = await bundle({ folder, target: 'node20', alone: true, version, programs });
    const packages = await packagesOf(root, inputs);
    const ours = async (path: string): Promise<Buffer> => readFile(join(root, path));
    return {
      bundle: await filesIn(folder),
      legal: [
        { path: 'LICENSE', body: await ours('LICENSE') },
        { path: 'LICENSES-OF-PACKAGES', body: await licensesOf(root, packages) },
      ],
      starter: { path: STARTER, body: await ours('scripts/release/program/kubectl-meshwright'), executable: true },
      packages,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
