import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import type { Capabilities } from '../src/api/capabilities.ts';
import { LABELS, type ComponentName } from '../src/api/components.ts';
import { InvalidSpecError } from '../src/api/errors.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { MeshInstallDocument } from '../src/api/meshinstall-file.ts';
import { render } from './render.ts';
import { resolve } from './resolve.ts';

/**
 * Writes the objects of every mesh below `outdir`: a folder per mesh, a file per component, numbered in install order.
 * The objects are those that `render` gives; cdk8s only sorts their keys and writes them down.
 * @throws InvalidSpecError when a spec is impossible, or two meshes have one name and so one folder
 */
export function synthesize(installs: readonly MeshInstallDocument[], capabilities: Capabilities, outdir: string): void {
  refuseNamesakes(installs);
  for (const { name, spec } of installs) {
    const app = new App({ outdir: join(outdir, name), outputFileExtension: '.yaml' });
    addCharts(app, render({ name, spec: resolve(spec), capabilities }));
    app.synth();
  }
}

function refuseNamesakes(installs: readonly MeshInstallDocument[]): void {
  const names = installs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const message = 'appears twice; a cluster has one MeshInstall of a name, and so has a synthesis.';
  throw new InvalidSpecError([{ field: 'metadata.name', value: twice, message }]);
}

function addCharts(app: App, manifests: readonly Manifest[]): void {
  const components = [...Map.groupBy(manifests, componentOf)];
  const digits = String(components.length - 1).length;
  for (const [i, [component, objects]] of components.entries()) {
    const chart = new Chart(app, `${String(i).padStart(digits, '0')}-${component}`);
    for (const [n, object] of objects.entries()) new ApiObject(chart, `object-${n}`, object);
  }
}

const componentOf = ({ metadata }: Manifest): ComponentName => metadata.labels?.[LABELS.component] ?? 'base';
