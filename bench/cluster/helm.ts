import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Devcluster } from '../../devcluster/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { timed } from '../numbers/rounds.ts';
import { inFolder } from './files.ts';
import { runProgram } from './program.ts';
import { inTwoSteps } from './raw.ts';

/** Milliseconds that `helm install --wait` takes for a chart which consists of these objects. */
export function installByHelm(cluster: Devcluster, objects: readonly Manifest[]): Promise<number> {
  const { first, then } = inTwoSteps(objects);
  const isCrd = ({ kind }: Manifest): boolean => kind === 'CustomResourceDefinition';
  const own = [...first.filter((object) => !isCrd(object)), ...then];
  return inFolder(async (folder) => {
    const write = (path: string, text: string) => writeFile(join(folder, path), text);
    await Promise.all(['crds', 'templates'].map((name) => mkdir(join(folder, name))));
    await write('Chart.yaml', 'apiVersion: v2\nname: mesh\nversion: 1.0.0\n');
    await write('crds/crds.yaml', documentsOf(first.filter(isCrd)));
    // Not as templates: dashboards and the injector's configuration hold braces of their own.
    await write('objects.yaml', documentsOf(own));
    await write('templates/objects.yaml', '{{ .Files.Get "objects.yaml" }}\n');
    const kubeconfig = `--kubeconfig=${cluster.kubeconfigPath}`;
    return timed(() => runProgram('helm', ['install', 'mesh', folder, kubeconfig, '--wait', '--timeout=10m']));
  });
}

/** JSON is YAML. */
const documentsOf = (objects: readonly Manifest[]): string =>
  objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
