import { dump } from 'js-yaml';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import type { Manifest } from '../api/manifest.ts';
import { readMeshInstalls } from './meshinstall-file.ts';
import { UsageError, type Terminal } from './terminal.ts';

/** Options of `meshwright render`. */
export interface RenderOptions {
  readonly file: string;
  readonly kubeVersion?: string;
  readonly output: string;
}

const FORMATS: Readonly<Record<string, (manifests: readonly Manifest[]) => string>> = {
  json: (manifests) => `${JSON.stringify(manifests, null, 2)}\n`,
  yaml: (manifests) => manifests.map((manifest) => `---\n${dump(manifest, { noRefs: true, lineWidth: -1 })}`).join(''),
};

/** Prints the objects of every MeshInstall of a file, in install order. */
export async function renderCommand(options: RenderOptions, terminal: Terminal): Promise<void> {
  const format = FORMATS[options.output];
  if (format === undefined) {
    throw new UsageError(`--output: "${options.output}": not a format; choose ${Object.keys(FORMATS).join(' or ')}`);
  }
  const installs = await readMeshInstalls(options.file, terminal);
  const capabilities = capabilitiesOf(options.kubeVersion ?? NEWEST_KUBERNETES);
  const manifests = installs.flatMap(({ name, spec }) => render({ name, spec: resolve(spec), capabilities }));
  terminal.stdout.write(format(manifests));
}
