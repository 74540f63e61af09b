import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { promisify } from 'node:util';
import { load, loadAll } from 'js-yaml';
import { capabilitiesOf, NEWEST_KUBERNETES } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { PROFILES, type MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { idOf } from '../../../src/core/model/object-id.ts';
import { depthsOf } from '../../../src/core/model/graph.ts';
import { partOf } from '../../../src/core/model/parts.ts';
import { INSTALL_NEEDS } from '../../support/progress.ts';
import { RenderingCache } from '../../../src/operator/pass/renderer.ts';

const run = promisify(execFile);
const APP = absolute('charts/main.ts');

/** Every profile in a release that has it, and the release that scales what it also counts. */
const MESHES: readonly (readonly [name: string, spec: MeshInstallSpec])[] = [
  ...PROFILES.map((profile) => [profile, { version: profile === 'demo-auth' ? '1.3.8' : '1.4.10', profile }] as const),
  ['oldest', { version: '1.0.9', profile: 'default' }],
];

let folder = '';

const meshFile = (name: string, spec: object): string =>
  JSON.stringify({ apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', metadata: { name }, spec });

const byId = (a: Manifest, b: Manifest): number => (idOf(a) < idOf(b) ? -1 : 1);

/** What the operator applies on such a cluster, in the order of ids. */
function applied(name: string, spec: MeshInstallSpec, kubernetes: string): Manifest[] {
  const { manifests } = new RenderingCache().render(name, spec, capabilitiesOf(kubernetes));
  return (JSON.parse(JSON.stringify(manifests)) as Manifest[]).sort(byId);
}

/** Texts of all files below a folder, by path, in the order of their names. */
async function texts(outdir: string): Promise<Map<string, string>> {
  const entries = await readdir(outdir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = paths.sort().map(async (path) => [path.slice(outdir.length + 1), await readFile(path, 'utf8')] as const);
  return new Map(await Promise.all(read));
}

async function synthesized(
  outdir: string,
  env: Record<string, string> = {},
  args: string[] = [],
): Promise<Map<string, string>> {
  await run(process.execPath, [APP, ...args], { cwd: folder, env: { ...process.env, CDK8S_OUTDIR: outdir, ...env } });
  return texts(outdir);
}

const isManifests = (path: string, mesh: string): boolean => path.startsWith(`${mesh}/`) && /\/\d\d-/.test(path);

const manifestsOf = (files: Map<string, string>, mesh: string): Manifest[] =>
  [...files].filter(([path]) => isManifests(path, mesh)).flatMap(([, text]) => loadAll(text) as Manifest[]);

const namesOf = (files: Map<string, string>, mesh: string): string[] =>
  [...files.keys()].filter((path) => isManifests(path, mesh)).map((path) => path.slice(mesh.length + 1));

describe('cdk8s synth', () => {
  let files: Map<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshwright-synth-'));
    await mkdir(join(folder, 'meshes'));
    for (const [name, spec] of MESHES) await writeFile(join(folder, 'meshes', `${name}.yaml`), meshFile(name, spec));
    files = await synthesized(join(folder, 'first'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(MESHES)('writes the very objects that the operator applies: %s', (name, spec) => {
    expect(manifestsOf(files, name).sort(byId)).toEqual(applied(name, spec, NEWEST_KUBERNETES));
  });

  it('writes one file per component and one of Istio resources, numbered in the order to apply them', () => {
    expect(namesOf(files, 'demo')).toEqual([
      '00-base.yaml',
      '01-citadel.yaml',
      '02-galley.yaml',
      '03-pilot.yaml',
      '04-policy.yaml',
      '05-telemetry.yaml',
      '06-injector.yaml',
      '07-istio-ingressgateway.yaml',
      '08-istio-egressgateway.yaml',
      '09-istio-resources.yaml',
      '10-prometheus.yaml',
      '11-grafana.yaml',
      '12-tracing.yaml',
      '13-kiali.yaml',
    ]);
  });

  it.each(MESHES)('has no resource before its kind, and no pods before their namespace: %s', (name) => {
    const kinds = manifestsOf(files, name).map(({ kind }) => kind);
    const resources = manifestsOf(files, name).map(({ apiVersion }) => /\.istio\.io\//.test(apiVersion));
    const [first] = namesOf(files, name);
    expect(first).toBe('00-base.yaml');
    expect(kinds.indexOf('Namespace')).toBe(0);
    if (resources.includes(true))
      expect(kinds.lastIndexOf('CustomResourceDefinition')).toBeLessThan(resources.indexOf(true));
  });

  it('writes a kustomization that names every file of the mesh and nothing else', () => {
    const kustomization = load(files.get('demo/kustomization.yaml') ?? '');
    expect(kustomization).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: namesOf(files, 'demo'),
    });
  });

  it('gives byte-equal files every time', async () => {
    expect(await synthesized(join(folder, 'second'))).toEqual(files);
  });

  it('renders for the Kubernetes that the environment names', async () => {
    const old = await synthesized(join(folder, 'old'), { MESHWRIGHT_KUBE_VERSION: '1.21' });
    expect(manifestsOf(old, 'default').sort(byId)).toEqual(
      applied('default', { version: '1.4.10', profile: 'default' }, '1.21'),
    );
  });

  it('reads the files that are given, and no others', async () => {
    const chosen = await synthesized(join(folder, 'chosen'), {}, ['meshes/minimal.yaml']);
    expect([...chosen.keys()].every((path) => path.startsWith('minimal/'))).toBe(true);
    expect(manifestsOf(chosen, 'minimal')).toEqual(manifestsOf(files, 'minimal'));
  });

  describe('for a GitOps tool', () => {
    const annotationsOf = ({ metadata }: Manifest) => metadata.annotations ?? {};

    it('gives Argo CD the levels of the graph as waves, and keeps what holds the data of others', async () => {
      const marked = manifestsOf(await synthesized(join(folder, 'argocd'), { MESHWRIGHT_GITOPS: 'argocd' }), 'demo');
      const balanced = (object: Manifest) => (object['spec'] as { type?: string } | undefined)?.type === 'LoadBalancer';
      for (const object of marked.filter((object) => !balanced(object))) {
        const level = depthsOf(INSTALL_NEEDS).get(partOf(object).name);
        const wave = annotationsOf(object)['argocd.argoproj.io/sync-wave'];
        expect([object.metadata.name, wave]).toEqual([object.metadata.name, String(level)]);
      }
      const kept = marked.filter((object) => 'argocd.argoproj.io/sync-options' in annotationsOf(object));
      expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['Namespace', 'CustomResourceDefinition']));
      expect(new Set(kept.map((object) => annotationsOf(object)['argocd.argoproj.io/sync-options']))).toEqual(
        new Set(['Prune=false,Delete=false']),
      );
    });

    it('tells Flux what it must not prune, and leaves everything else as it was', async () => {
      const marked = manifestsOf(await synthesized(join(folder, 'flux'), { MESHWRIGHT_GITOPS: 'flux' }), 'demo');
      const plain = manifestsOf(files, 'demo');
      const changed = marked.filter((object, i) => JSON.stringify(object) !== JSON.stringify(plain[i]));
      expect(changed).toEqual(marked.filter(({ kind }) => /^(Namespace|CustomResourceDefinition)$/.test(kind)));
      expect(new Set(changed.map((object) => annotationsOf(object)['kustomize.toolkit.fluxcd.io/prune']))).toEqual(
        new Set(['disabled']),
      );
    });

    it('refuses one that it does not know, and says which it knows', async () => {
      const synthesis = synthesized(join(folder, 'unknown'), { MESHWRIGHT_GITOPS: 'helm' });
      await expect(synthesis).rejects.toThrow(/MESHWRIGHT_GITOPS: "helm": choose argocd or flux/);
    });

    it('ends `npm run synth` with that, and not with a stack of what it runs', async () => {
      const script = [absolute('scripts/synth.ts'), '--output', join(folder, 'unknown')];
      const PATH = `${absolute('node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
      const ended = run(process.execPath, script, { env: { ...process.env, PATH, MESHWRIGHT_GITOPS: 'helm' } });
      const stderr = 'error: MESHWRIGHT_GITOPS: "helm": choose argocd or flux\n';
      await expect(ended).rejects.toMatchObject({ code: 1, stdout: 'Synthesizing application\n', stderr });
    });
  });

  it('refuses two meshes of one name, and says which', async () => {
    const file = join(folder, 'meshes', 'namesake.yaml');
    await writeFile(file, meshFile('demo', { version: '1.4.10' }));
    await expect(synthesized(join(folder, 'namesakes'))).rejects.toThrow(/metadata\.name: "demo": appears twice/);
    await rm(file);
  });

  it('refuses a name that would leave its folder', async () => {
    const file = join(folder, 'meshes', 'escape.yaml');
    await writeFile(file, meshFile('../../escape', { version: '1.4.10' }));
    await expect(synthesized(join(folder, 'escape'))).rejects.toThrow(/metadata\.name: "..\/..\/escape": not possible/);
    await rm(file);
  });

  it('says which file it cannot read', async () => {
    await expect(synthesized(join(folder, 'none'), {}, ['absent.yaml'])).rejects.toThrow(/absent\.yaml/);
  });
});
