import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capabilities } from '../src/api/capabilities.ts';
import { InputError } from '../src/api/errors.ts';
import { parseMeshInstalls, type MeshInstallDocument } from '../src/api/files/meshinstall-file.ts';
import { visibleText } from '../src/api/visible.ts';
import { annotatedFor, GITOPS_TOOLS } from '../src/core/gitops/annotations.ts';
import { withoutScaledReplicas } from '../src/core/ownership/autoscaling.ts';
import { capabilitiesOf } from './capabilities.ts';
import { HOP_NEEDS } from './catalog/hops.ts';
import { NEWEST_KUBERNETES } from './catalog/kubernetes.ts';
import { render } from './render.ts';
import { resolve } from './resolve.ts';
import { synthesize, type RenderForFiles } from './synth.ts';

/** Where MeshInstalls are read from unless the command line names files or folders. */
const SOURCE = 'meshes';

/** The environment says something impossible. */
class EnvironmentError extends InputError {
  override readonly name = 'EnvironmentError';
}

/**
 * What cdk8s.yaml runs: the MeshInstalls that the arguments name to the folder that cdk8s names in CDK8S_OUTDIR, for
 * the Kubernetes that MESHWRIGHT_KUBE_VERSION names and the GitOps tool that MESHWRIGHT_GITOPS names.
 */
async function main(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { CDK8S_OUTDIR = 'dist', MESHWRIGHT_KUBE_VERSION = NEWEST_KUBERNETES } = env;
  const installs = await Promise.all((paths.length === 0 ? [SOURCE] : paths).map(meshInstallsAt));
  const renderer = rendererFor(capabilitiesOf(MESHWRIGHT_KUBE_VERSION), toolOf(env));
  synthesize(installs.flat(), renderer, CDK8S_OUTDIR);
}

function toolOf({ MESHWRIGHT_GITOPS = '' }: NodeJS.ProcessEnv): string | undefined {
  if (MESHWRIGHT_GITOPS === '') return undefined;
  if (GITOPS_TOOLS.includes(MESHWRIGHT_GITOPS)) return MESHWRIGHT_GITOPS;
  throw new EnvironmentError(`MESHWRIGHT_GITOPS: "${MESHWRIGHT_GITOPS}": choose ${GITOPS_TOOLS.join(' or ')}`);
}

/** What the operator would apply, and what the tool wants to know of it. */
const rendererFor =
  (capabilities: Capabilities, tool: string | undefined): RenderForFiles =>
  ({ name, spec }) =>
    annotatedFor(tool, withoutScaledReplicas(render({ name, spec: resolve(spec), capabilities })), HOP_NEEDS);

async function meshInstallsAt(path: string): Promise<MeshInstallDocument[]> {
  const files = (await stat(path)).isDirectory() ? await yamlFilesIn(path) : [path];
  const parsed = files.map(async (file) => parseMeshInstalls(await readFile(file, 'utf8'), file));
  return (await Promise.all(parsed)).flat();
}

async function yamlFilesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

try {
  await main(process.argv.slice(2), process.env);
} catch (error) {
  console.error(visibleText(`error: ${error instanceof Error ? error.message : String(error)}`));
  process.exitCode = 1;
}
