import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';

const run = promisify(execFile);
const PROFILES = ['default', 'demo', 'minimal'] as const;
const APP = absolute('charts/main.ts');

let folder = '';

const meshFile = (name: string, profile: string): string =>
  JSON.stringify({
    apiVersion: 'meshwright.dev/v1alpha1',
    kind: 'MeshInstall',
    metadata: { name },
    spec: { version: '1.4.10', profile },
  });

/** What `meshwright render -o json` prints. */
function rendered(profile: (typeof PROFILES)[number], kubernetes: string): unknown {
  const spec = resolve({ version: '1.4.10', profile });
  return JSON.parse(JSON.stringify(render({ name: profile, spec, capabilities: capabilitiesOf(kubernetes) })));
}

/** Texts of all files below a folder, by path, in the order of their names. */
async function texts(outdir: string): Promise<Map<string, string>> {
  const entries = await readdir(outdir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = paths.sort().map(async (path) => [path.slice(outdir.length + 1), await readFile(path, 'utf8')] as const);
  return new Map(await Promise.all(read));
}

async function synthesized(outdir: string, env: Record<string, string> = {}): Promise<Map<string, string>> {
  await run(process.execPath, [APP], { cwd: folder, env: { ...process.env, CDK8S_OUTDIR: outdir, ...env } });
  return texts(outdir);
}

const manifestsOf = (files: Map<string, string>, mesh: string): Manifest[] =>
  [...files].filter(([path]) => path.startsWith(`${mesh}/`)).flatMap(([, text]) => loadAll(text) as Manifest[]);

describe('cdk8s synth', () => {
  let files: Map<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshwright-synth-'));
    await mkdir(join(folder, 'meshes'));
    for (const profile of PROFILES) {
      await writeFile(join(folder, 'meshes', `${profile}.yaml`), meshFile(profile, profile));
    }
    files = await synthesized(join(folder, 'first'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(PROFILES)('writes the very objects of render, in the same order: %s', (profile) => {
    expect(manifestsOf(files, profile)).toEqual(rendered(profile, NEWEST_KUBERNETES));
  });

  it('writes one file per component, numbered in install order', () => {
    const names = [...files.keys()].filter((path) => path.startsWith('minimal/'));
    expect(names).toEqual(['minimal/0-base.yaml', 'minimal/1-pilot.yaml']);
  });

  it('gives byte-equal files every time', async () => {
    expect(await synthesized(join(folder, 'second'))).toEqual(files);
  });

  it('renders for the Kubernetes that the environment names', async () => {
    const old = await synthesized(join(folder, 'old'), { MESHWRIGHT_KUBE_VERSION: '1.21' });
    expect(manifestsOf(old, 'default')).toEqual(rendered('default', '1.21'));
  });

  it('refuses two meshes of one name, and says which', async () => {
    const file = join(folder, 'meshes', 'namesake.yaml');
    await writeFile(file, meshFile('demo', 'minimal'));
    await expect(synthesized(join(folder, 'namesakes'))).rejects.toThrow(/metadata\.name: "demo": appears twice/);
    await rm(file);
  });

  it('refuses a name that would leave its folder', async () => {
    const file = join(folder, 'meshes', 'escape.yaml');
    await writeFile(file, meshFile('../../escape', 'minimal'));
    await expect(synthesized(join(folder, 'escape'))).rejects.toThrow(/metadata\.name: "..\/..\/escape": not possible/);
    await rm(file);
  });
});
