import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { API } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';

const run = promisify(execFile);
const APP = resolve('charts/main.ts');

/** Files of one mesh, as `cdk8s synth` writes them. */
export interface Synthesis {
  /** Folder with the files and their kustomization. */
  readonly folder: string;
  /** Paths of the numbered files, in the order to apply them. */
  readonly files: readonly string[];
  readonly remove: () => Promise<void>;
}

/** Writes the files of a mesh of Istio 1.4.10. */
export async function synthesis(spec: Partial<MeshInstallSpec>, name = 'mesh'): Promise<Synthesis> {
  const root = await mkdtemp(join(tmpdir(), 'meshwright-synthesis-'));
  const [source, outdir] = [join(root, 'mesh.json'), join(root, 'dist')];
  const { apiVersion, kind } = API;
  const install = { apiVersion, kind, metadata: { name }, spec: { version: '1.4.10', ...spec } };
  await writeFile(source, JSON.stringify(install));
  await run(process.execPath, [APP, source], { env: { ...process.env, CDK8S_OUTDIR: outdir, NODE_OPTIONS: '' } });
  const folder = join(outdir, name);
  const files = (await readdir(folder)).filter((file) => /^\d\d-/.test(file)).sort();
  return {
    folder,
    files: files.map((file) => join(folder, file)),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
