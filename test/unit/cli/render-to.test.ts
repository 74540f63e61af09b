import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import { commandLine } from '../../support/command-line.ts';

describe('meshwright render --to', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshwright-render-'));
    await mkdir(join(folder, 'meshes'));
    await copyFile('examples/demo.yaml', join(folder, 'meshes/demo.yaml'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const filesIn = async (name: string): Promise<[string, string][]> => {
    const paths = (await readdir(join(folder, name), { recursive: true })).filter((path) => path.endsWith('.yaml'));
    const read = paths.sort().map(async (path) => [path, await readFile(join(folder, name, path), 'utf8')] as const);
    return (await Promise.all(read)) as [string, string][];
  };

  it.each([
    ['meshes/demo.yaml', 'is a file'],
    ['meshes/demo.yaml/below', 'is below a file'],
  ])('says so where %s %s', async (to) => {
    const { code, stdout, stderr } = await commandLine([
      'render',
      '-f',
      join(folder, 'meshes'),
      '--to',
      join(folder, to),
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`error: cannot write to --to ${join(folder, to)}: it is no folder\n`);
  });

  it.each([
    ['argocd', 'argocd'],
    ['flux', 'flux'],
    ['kustomize', ''],
  ])('writes for %s what cdk8s synth writes, byte for byte', async (tool, setting) => {
    const [meshes, ours, theirs] = ['meshes', tool, `${tool}-synth`].map((name) => join(folder, name));
    const { code, stdout } = await commandLine(['render', '-f', meshes!, '--to', ours!, '--gitops', tool]);
    expect([code, stdout]).toEqual([0, `${ours}/mesh\n`]);
    const env = { ...process.env, NODE_OPTIONS: '', CDK8S_OUTDIR: theirs!, MESHWRIGHT_GITOPS: setting };
    await promisify(execFile)(process.execPath, ['charts/main.ts', meshes!], { env });
    const written = await filesIn(tool);
    expect(written.length).toBeGreaterThan(10);
    expect(written).toEqual(await filesIn(`${tool}-synth`));
  });

  it('lets no sync wave wait for the address of a load balancer', async () => {
    await commandLine(['render', '-f', 'examples/demo.yaml', '--to', join(folder, 'waves'), '--gitops', 'argocd']);
    const objects = (await filesIn('waves')).flatMap(([, text]) => loadAll(text) as Manifest[]);
    const waveOf = (kind: string, name: string): number => {
      const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
      return Number(found?.metadata.annotations?.['argocd.argoproj.io/sync-wave']);
    };
    expect(waveOf('Service', 'istio-ingressgateway')).toBe(waveOf('Deployment', 'istio-ingressgateway'));
    expect(waveOf('Service', 'istio-ingressgateway')).toBeGreaterThan(waveOf('Deployment', 'istio-citadel'));
    expect(waveOf('Service', 'istio-galley')).toBeLessThan(waveOf('Deployment', 'istio-galley') + 1);
  });

  it('wants to know where to, if it is for a tool', async () => {
    const { code, stderr } = await commandLine(['render', '-f', 'examples/demo.yaml', '--gitops', 'flux']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--gitops: say with --to where the files go')]);
  });
});
