import { HOP_NEEDS, render, resolve, synthesize } from '../../charts/index.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { MeshInstallDocument } from '../api/files/meshinstall-file.ts';
import type { Manifest } from '../api/manifest.ts';
import { annotatedFor } from '../core/gitops/annotations.ts';
import { withoutScaledReplicas } from '../core/ownership/autoscaling.ts';
import { kubeVersionCapabilities } from './input/kube-version.ts';
import { readMeshInstallsAt } from './input/meshinstall-file.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';

/** Options of `meshwright render`. */
interface RenderOptions {
  readonly file: string;
  readonly to?: string;
  readonly gitops?: string;
  readonly kubeVersion?: string;
  readonly operatorNamespace: string;
  readonly output: string;
}

/** Prints the objects of every MeshInstall of a file or folder, in install order, or writes them below a folder. */
export async function renderCommand(options: RenderOptions, terminal: Terminal): Promise<void> {
  const { to, gitops, operatorNamespace } = options;
  if (gitops !== undefined && to === undefined) throw new UsageError('--gitops: say with --to where the files go');
  const installs = await readMeshInstallsAt(options.file, terminal);
  const capabilities = kubeVersionCapabilities(options.kubeVersion, terminal);
  const rendered = (install: MeshInstallDocument) => manifestsOf(install, capabilities, operatorNamespace);
  if (to === undefined) {
    print(installs.flatMap(rendered), options.output, terminal);
    return;
  }
  const tool = gitops === 'kustomize' ? undefined : gitops;
  const forFiles = (install: MeshInstallDocument) =>
    annotatedFor(tool, withoutScaledReplicas(rendered(install)), HOP_NEEDS);
  try {
    await synthesize(installs, forFiles, to);
  } catch (error) {
    throw unwritable(to, error);
  }
  for (const { name } of installs) terminal.stdout.write(`${to}/${name}\n`);
}

/** What the system says of files in words, by its codes; anything else stays what it is. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  ENOTDIR: 'it is no folder',
  EEXIST: 'it is no folder',
  EACCES: 'it may not be written',
  EROFS: 'its file system may not be written',
  ENOSPC: 'its disk is full',
};

function unwritable(to: string, error: unknown): unknown {
  const reason = UNWRITABLE[(error as NodeJS.ErrnoException).code ?? ''];
  return reason === undefined ? error : new UsageError(`cannot write to --to ${to}: ${reason}`, { cause: error });
}

const manifestsOf = ({ name, spec }: MeshInstallDocument, capabilities: Capabilities, operatorNamespace: string) =>
  render({ name, spec: resolve(spec), capabilities, operatorNamespace });

function print(manifests: readonly Manifest[], output: string, { stdout }: Terminal): void {
  if (output === 'json') stdout.write(serialized(manifests, 'json'));
  else stdout.write(manifests.map((manifest) => `---\n${serialized(manifest, 'yaml')}`).join(''));
}
