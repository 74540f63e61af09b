import { writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { dump } from 'js-yaml';
import { InvalidSpecError } from '../src/api/errors.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { MeshInstallDocument } from '../src/api/files/meshinstall-file.ts';
import { layout, type ManifestFile } from './layout.ts';

/** Gives the objects of a mesh. */
export type RenderForFiles = (install: MeshInstallDocument) => readonly Manifest[];

/**
 * Writes the objects of every mesh below `outdir`: a folder per mesh with numbered files and a kustomization of them.
 * The objects are those that `render` gives; cdk8s only sorts their keys and writes them down.
 * @throws InvalidSpecError when a spec is impossible, or two meshes have one name and so one folder
 */
export function synthesize(installs: readonly MeshInstallDocument[], render: RenderForFiles, outdir: string): void {
  refuseNamesakes(installs);
  for (const install of installs) {
    const folder = join(outdir, install.name);
    const files = layout(render(install));
    const app = new App({ outdir: folder, outputFileExtension: '.yaml' });
    for (const file of files) addChart(app, file);
    app.synth();
    writeFileSync(join(folder, 'kustomization.yaml'), kustomization(files));
  }
}

function refuseNamesakes(installs: readonly MeshInstallDocument[]): void {
  const names = installs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const message = 'appears twice; a cluster has one MeshInstall of a name, and so has a synthesis.';
  throw new InvalidSpecError([{ field: 'metadata.name', value: twice, message }]);
}

function addChart(app: App, { name, manifests }: ManifestFile): void {
  const chart = new Chart(app, parse(name).name);
  for (const [n, object] of manifests.entries()) new ApiObject(chart, `object-${n}`, object);
}

const kustomization = (files: readonly ManifestFile[]): string =>
  dump({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map(({ name }) => name),
  });
