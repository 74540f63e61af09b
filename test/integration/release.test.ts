import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { START_MS, STEP_MS } from '../support/cluster.ts';
import { goTool } from '../support/go-tool.ts';
import { helmFor } from '../support/helm-command.ts';
import { NODES, nodeFolder } from '../support/node-versions.ts';
import { untar } from '../support/oci-image.ts';
import {
  BUILD_MS,
  buildRelease,
  canBuildImage,
  example,
  imageIn,
  OUTER_ENV,
  ReleaseFolder,
} from '../support/release.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

let folder: string;
let release: ReleaseFolder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-test-'));
  release = await ReleaseFolder.build(folder);
}, BUILD_MS);

afterAll(() => rm(folder, { recursive: true }), STEP_MS);

/** Files of an archive; chunks have digests for names, and count as one. */
async function pathsIn(archive: string): Promise<string[]> {
  const { stdout } = await execute('tar', ['--list', '--file', archive]);
  const files = stdout.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
  return [...new Set(files.map((path) => path.replace(/chunks\/.*/, 'chunks/*')))];
}

describe('the folder of a release', () => {
  it('lists the digest of everything else', async () => {
    const lines = (await release.text('SHA256SUMS')).trimEnd().split('\n');
    const names = (await readdir(release.path)).filter((name) => name !== 'SHA256SUMS').sort();
    const found = names.map(async (name) => {
      const digest = createHash('sha256')
        .update(await readFile(join(release.path, name)))
        .digest('hex');
      return `${digest}  ${name}`;
    });
    expect(lines).toEqual(await Promise.all(found));
  });

  it(
    'is the same again, byte for byte, whatever the zone, language and mask of the machine are',
    async () => {
      const again = await release.emptyFolder();
      const before = process.umask(0o077);
      try {
        await buildRelease(again, { TZ: 'Pacific/Apia', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' });
      } finally {
        process.umask(before);
      }
      const name = 'SHA256SUMS';
      expect(await readFile(join(again, name), 'utf8')).toBe(await readFile(join(release.path, name), 'utf8'));
    },
    BUILD_MS,
  );

  it('says of every file where it comes from', async () => {
    const statement = JSON.parse(await release.text('provenance')) as {
      _type: string;
      predicateType: string;
      subject: { name: string; digest: { sha256: string } }[];
      predicate: { buildDefinition: { resolvedDependencies: { digest: Record<string, string> }[] } };
    };
    const { stdout } = await execute('git', ['-C', ROOT, 'rev-parse', 'HEAD']);
    expect(statement._type).toBe('https://in-toto.io/Statement/v1');
    expect(statement.predicateType).toBe('https://slsa.dev/provenance/v1');
    expect(statement.predicate.buildDefinition.resolvedDependencies[0]?.digest).toEqual({ gitCommit: stdout.trim() });
    const sums = await release.text('SHA256SUMS');
    const subjects = statement.subject.map(({ name, digest }) => `${digest.sha256}  ${name}`);
    const missing = sums.split('\n').filter((line) => line !== '' && !subjects.includes(line));
    expect(missing).toEqual([expect.stringMatching(/ {2}provenance\.intoto\.json$/)]);
  });

  it('names in its bill of materials what is in the bundle, and nothing else', async () => {
    const bom = JSON.parse(await release.text('sbom')) as {
      bomFormat: string;
      metadata: { component: { name: string; purl: string } };
      components: { name: string; purl: string; licenses?: unknown[] }[];
    };
    expect([bom.bomFormat, bom.metadata.component.name]).toEqual(['CycloneDX', 'meshwright']);
    const names = bom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['undici', 'zod', 'commander', 'core-js', 'js-yaml']));
    expect(names).toEqual(expect.not.arrayContaining(['jest', 'typescript', 'esbuild', 'cdk8s']));
    if (canBuildImage) expect(names).toEqual(expect.arrayContaining(['node', 'libc6', 'libstdc++6']));
    await untar(await release.file('meshwright-npm-'), join(folder, 'legal'));
    const legal = await readFile(join(folder, 'legal/package/LICENSES-OF-PACKAGES'), 'utf8');
    const texts = [...legal.matchAll(/^== (.+)@[^@]+, /gm)].map(([, name]) => name);
    expect(texts).toEqual(expect.arrayContaining(names.filter((name) => name === 'undici' || name === 'core-js')));
  });
});

describe('the package for npm', () => {
  it('holds one program, its licenses and the CRD', async () => {
    expect(await pathsIn(await release.file('meshwright-npm-'))).toEqual([
      'package/LICENSE',
      'package/LICENSES-OF-PACKAGES',
      'package/README.md',
      'package/chunks/*',
      'package/crds/meshinstalls.yaml',
      'package/kubectl-meshwright',
      'package/meshwright.mjs',
      'package/older-node.mjs',
      'package/package.json',
    ]);
  });

  describe.each(NODES)('under Node %s, in an empty folder', (version) => {
    let env: Record<string, string>;
    let archive: string;
    const npx = (args: readonly string[], stdin = ''): Promise<string> =>
      release.printed('npx', ['--yes', '--offline', '--package', archive, 'meshwright', ...args], env, stdin);

    beforeAll(async () => {
      const home = await release.emptyFolder();
      env = {
        PATH: `${await nodeFolder(version)}${delimiter}${OUTER_ENV['PATH'] ?? ''}`,
        HOME: home,
        npm_config_update_notifier: 'false',
      };
      archive = await release.file('meshwright-npm-');
    }, BUILD_MS);

    it(
      'runs by npx, and needs nothing else to be installed',
      async () => {
        expect(await npx(['--version'])).toMatch(/^\d+\.\d+\.\d+-snapshot\.g[0-9a-f]{9}(\.dirty)?\n$/);
        expect(await npx(['versions'])).toMatch(/^ISTIO +PROFILES/);
        expect(await npx(['explain', 'spec.profile'])).toMatch(/Values +default, demo/);
        expect(await npx(['render', '-f', '-'], await example())).toBe(await release.renderedFromSources());
      },
      STEP_MS,
    );
  });
});

describe('the plugin of kubectl', () => {
  it(
    'runs from its archive by a link of any name that kubectl would follow',
    async () => {
      const [store, bin] = [await release.emptyFolder(), await release.emptyFolder()];
      await untar(await release.file('kubectl-meshwright-'), store);
      await symlink(join(store, 'kubectl-meshwright'), join(bin, 'kubectl-meshwright'));
      for (const version of NODES) {
        const env = { PATH: [bin, await nodeFolder(version), '/usr/bin', '/bin'].join(delimiter) };
        expect(await release.printed('kubectl-meshwright', ['--help'], env)).toMatch(/^Usage: kubectl meshwright /);
        expect(await release.printed('kubectl-meshwright', ['render', '-f', '-'], env, await example())).toBe(
          await release.renderedFromSources(),
        );
      }
    },
    BUILD_MS,
  );

  it('is the archive whose digest the manifest for krew names', async () => {
    const manifest = await release.text('meshwright.yaml');
    const archive = await release.file('kubectl-meshwright-');
    const digest = createHash('sha256')
      .update(await readFile(archive))
      .digest('hex');
    expect(manifest).toContain(`sha256: ${digest}`);
    expect(manifest).toMatch(new RegExp(`uri: https://.*/${archive.slice(release.path.length + 1)}\n`));
  });

  it(
    'is installed by krew from its manifest',
    async () => {
      const root = await release.emptyFolder();
      const manifest = ['--manifest', await release.file('meshwright.yaml')];
      const archive = ['--archive', await release.file('kubectl-meshwright-')];
      const outcome = await goTool('krew', ['install', ...manifest, ...archive], { KREW_ROOT: root });
      expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('Installed plugin: meshwright') });
      const env = { PATH: `${await nodeFolder('24.21.0')}:/usr/bin:/bin` };
      const program = join(root, 'bin/kubectl-meshwright');
      expect(await release.printed(program, ['--help'], env)).toMatch(/^Usage: kubectl meshwright /);
    },
    START_MS,
  );

  it('does not list what only a clone can do', async () => {
    const store = await release.emptyFolder();
    await untar(await release.file('kubectl-meshwright-'), store);
    const env = { PATH: `${await nodeFolder('24.21.0')}:/usr/bin:/bin` };
    expect(await release.printed(join(store, 'kubectl-meshwright'), ['--help'], env)).not.toContain('demo ');
  });
});

describe('the kustomize base', () => {
  it('installs the image of the release, and has components beside it', async () => {
    const kustomize = await release.emptyFolder();
    await untar(await release.file('meshwright-kustomize-'), kustomize);
    const base = await readFile(join(kustomize, 'meshwright/base/install.yaml'), 'utf8');
    expect(base).toBe(await release.text('install.yaml'));
    const components = await readdir(join(kustomize, 'meshwright/components'));
    expect(components.sort()).toEqual((await readdir(join(ROOT, 'deploy/kustomize/components'))).sort());
  });
});

describe('the Helm chart', () => {
  it(
    'is rendered from its archive by helm, with the image of the release',
    async () => {
      const { run } = await helmFor('/not/there', await release.emptyFolder());
      const chart = await release.file('meshwright-chart-');
      const yaml = await run('template', 'meshwright', chart);
      expect(imageIn(yaml)).toBe(imageIn(await release.text('operator.yaml')));
      expect(await run('show', 'chart', chart)).toMatch(/^version: .*-snapshot/m);
    },
    START_MS,
  );
});
