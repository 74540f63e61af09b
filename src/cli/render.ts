import { render, resolve } from '../../charts/index.ts';
import { kubeVersionCapabilities } from './input/kube-version.ts';
import { readMeshInstalls } from './input/meshinstall-file.ts';
import { serialized } from './terminal/output.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Options of `meshwright render`. */
export interface RenderOptions {
  readonly file: string;
  readonly kubeVersion?: string;
  readonly operatorNamespace: string;
  readonly output: string;
}

/** Prints the objects of every MeshInstall of a file, in install order. */
export async function renderCommand(options: RenderOptions, terminal: Terminal): Promise<void> {
  const installs = await readMeshInstalls(options.file, terminal);
  const capabilities = kubeVersionCapabilities(options.kubeVersion, terminal);
  const { operatorNamespace } = options;
  const manifests = installs.flatMap(({ name, spec }) =>
    render({ name, spec: resolve(spec), capabilities, operatorNamespace }),
  );
  if (options.output === 'json') terminal.stdout.write(serialized(manifests, 'json'));
  else terminal.stdout.write(manifests.map((manifest) => `---\n${serialized(manifest, 'yaml')}`).join(''));
}
