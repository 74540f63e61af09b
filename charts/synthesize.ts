import type { MeshInstallDocument } from '../src/api/files/meshinstall-file.ts';
import type { RenderForFiles } from './synth.ts';

/**
 * Writes the objects of every mesh below `outdir`, as `cdk8s synth` does. Loads cdk8s only now: nothing else needs it.
 * @throws InvalidSpecError when a spec is impossible, or two meshes have one name and so one folder
 */
export async function synthesize(
  installs: readonly MeshInstallDocument[],
  render: RenderForFiles,
  outdir: string,
): Promise<void> {
  const synth = await import('./synth.ts');
  synth.synthesize(installs, render, outdir);
}
