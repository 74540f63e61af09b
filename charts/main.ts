import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMeshInstalls, type MeshInstallDocument } from '../src/api/meshinstall-file.ts';
import { capabilitiesOf } from './capabilities.ts';
import { NEWEST_KUBERNETES } from './catalog/kubernetes.ts';
import { synthesize } from './synth.ts';

const SOURCE = 'meshes';

/**
 * What cdk8s.yaml runs: every MeshInstall under meshes/ to the folder that cdk8s names in CDK8S_OUTDIR, for the
 * Kubernetes that MESHWRIGHT_KUBE_VERSION names.
 */
async function main({ CDK8S_OUTDIR = 'dist', MESHWRIGHT_KUBE_VERSION }: NodeJS.ProcessEnv): Promise<void> {
  const capabilities = capabilitiesOf(MESHWRIGHT_KUBE_VERSION ?? NEWEST_KUBERNETES);
  synthesize(await meshInstallsOf(SOURCE), capabilities, CDK8S_OUTDIR);
}

async function meshInstallsOf(folder: string): Promise<MeshInstallDocument[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const parsed = files.map(async (name) => {
    const path = join(folder, name);
    return parseMeshInstalls(await readFile(path, 'utf8'), path);
  });
  return (await Promise.all(parsed)).flat();
}

try {
  await main(process.env);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
