import { capabilitiesOf, injected, injectionSettings, NEWEST_KUBERNETES, resolve } from '../../charts/index.ts';
import { yamlDocuments } from '../api/files/yaml.ts';
import { parseSpecOf } from '../api/validation/index.ts';
import type { MeshInstallDocument } from '../api/files/meshinstall-file.ts';
import { namedOrOnly, onCluster } from './input/cluster.ts';
import { readInput, sourceOf } from './input/input.ts';
import { onlyMeshInstall } from './input/meshinstall-file.ts';
import type { ClusterOptions } from './program/options.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';

/** Options of `meshwright kube-inject`. */
interface KubeInjectOptions extends ClusterOptions {
  readonly name?: string;
  readonly file: string;
  readonly meshFile?: string;
}

/**
 * Prints manifests with the sidecars that the injector of a mesh would give their pods. What is left as it is, it says
 * on standard error. @throws UsageError, YamlError, InjectionError
 */
export async function kubeInjectCommand(options: KubeInjectOptions, terminal: Terminal): Promise<void> {
  const { file } = options;
  const documents = yamlDocuments(await readInput(file, terminal), sourceOf(file));
  const { name, spec } = await meshOf(options, terminal);
  const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
  const settings = injectionSettings({ name, spec: resolve(spec), capabilities });
  const results = documents.map((document) => injected(document, settings));
  for (const note of results.flatMap(({ notes }) => notes)) terminal.stderr.write(`${note}\n`);
  const texts = results.map(({ document }) => `---\n${serialized(document as object, 'yaml')}`);
  terminal.stdout.write(texts.join(''));
}

async function meshOf(options: KubeInjectOptions, terminal: Terminal): Promise<MeshInstallDocument> {
  const { name, file, meshFile } = options;
  if (meshFile === undefined)
    return onCluster(options, terminal, async (client) => {
      const install = await namedOrOnly(client, name);
      // What is installed, and not what a change under way leads to: its pilot and its images are there.
      const spec = parseSpecOf(install);
      return { name: install.metadata.name, spec: { ...spec, version: install.status?.version ?? spec.version } };
    });
  if (name !== undefined) throw new UsageError('say which mesh: a name, or --mesh-file');
  if (file === '-' && meshFile === '-') throw new UsageError('--mesh-file: standard input is what --file reads');
  return onlyMeshInstall(meshFile, terminal);
}
