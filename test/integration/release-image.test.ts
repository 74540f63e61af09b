import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Apt } from '../../scripts/release/image/debian.ts';
import { nodeFor } from '../../scripts/release/image/node.ts';
import { readPins } from '../../scripts/release/image/pins.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../support/cluster.ts';
import { readElf } from '../support/elf.ts';
import { applyMesh, deleteMesh, meshRef, untilReady } from '../support/mesh-install.ts';
import { NODES, nodeFolder } from '../support/node-versions.ts';
import { environmentOf, insideOf, OciLayout, untar, type Unpacked } from '../support/oci-image.ts';
import { BUILD_MS, canBuildImage, example, imageIn, OUTER_ENV, ReleaseFolder } from '../support/release.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** For the program that starts the image; the image has a path of its own, and no shell to look along it. */
const PATH = OUTER_ENV['PATH'] ?? '';
// The image is made of Debian packages: where apt-get and dpkg-deb are missing, as on a Mac, a release goes without it.
const withImage = canBuildImage ? describe : describe.skip;

withImage('the image', () => {
  let folder: string;
  let release: ReleaseFolder;
  let layout: OciLayout;
  let image: Unpacked;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'release-image-test-'));
    release = await ReleaseFolder.build(folder);
    layout = await OciLayout.open(await release.file('meshwright-image-'), join(folder, 'layout'));
    image = await layout.unpack('amd64', join(folder, 'amd64'));
  }, BUILD_MS);

  afterAll(() => rm(folder, { recursive: true }), STEP_MS);

  it('is what the files that install the operator name, by its digest', async () => {
    for (const file of ['operator.yaml', 'install.yaml']) {
      const named = imageIn(await release.text(file));
      expect(named).toBe(`ghcr.io/meshwright/meshwright@${await layout.digest()}`);
    }
  });

  it('says itself how it is started, as the Dockerfile does', async () => {
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    const { config } = image;
    expect(dockerfile).toContain(`USER ${config.User}`);
    expect(dockerfile).toContain(`ENTRYPOINT ${JSON.stringify(config.Entrypoint).replace(',', ', ')}`);
    expect(dockerfile).toContain(`CMD ${JSON.stringify(config.Cmd)}`);
  });

  it.each(['amd64', 'arm64'])(
    'has every library that a program of it needs, on %s',
    async (architecture) => {
      const { root } = await layout.unpack(architecture, join(folder, architecture));
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const elves = new Map<string, ReturnType<typeof readElf>>();
      for (const entry of entries) {
        if (!entry.isFile()) continue;
        const elf = readElf(await readFile(join(entry.parentPath, entry.name)));
        if (elf !== undefined) elves.set(entry.name, elf);
      }
      const names = new Set(entries.map(({ name }) => name));
      expect(elves.get('node')?.needed).toContain('libc.so.6');
      for (const [name, elf] of elves) {
        expect({ name, ...elf, missing: elf?.needed.filter((library) => !names.has(library)) }).toMatchObject({
          architecture,
          missing: [],
        });
      }
    },
    STEP_MS,
  );

  it('has no shell and no package manager', async () => {
    const names = await readdir(image.root, { recursive: true });
    expect(names.filter((path) => /(^|\/)(bash|sh|dash|busybox|npm|apt-get|dpkg-deb)$/.test(path))).toEqual([]);
    expect((await readdir(join(image.root, 'nodejs/bin'))).sort()).toEqual(['node']);
  });

  /** Runs the image with no file but its own. */
  const inside = (args: readonly string[], stdin = ''): Promise<string> => {
    const [file = '', ...rest] = insideOf(image, args);
    return release.printed(file, rest, { ...environmentOf(image), PATH }, stdin);
  };

  it(
    'renders with no file but its own',
    async () => {
      expect(await inside(['render', '-f', '-'], await example())).toBe(await release.renderedFromSources());
    },
    STEP_MS,
  );

  it('is the bridge as well', async () => {
    const [file = '', ...args] = insideOf({ ...image, config: { ...image.config, Entrypoint: ['/nodejs/bin/node'] } }, [
      '/app/bridge.mjs',
      'mixer',
    ]);
    await expect(release.printed(file, args, { PATH })).rejects.toThrow('--port is missing');
  });

  it(
    'is not built on anything but what is pinned',
    async () => {
      const pins = await readPins();
      const [first] = pins.debian;
      const other = '0'.repeat(64);
      const changed = { ...first!, sha256: { amd64: other, arm64: other } };
      const download = Apt.lend((apt, scratch) => apt.download(changed, 'arm64', scratch));
      await expect(download).rejects.toThrow(`, and ${other} is pinned`);
      const node = { ...pins.node, integrity: { amd64: 'sha512-AAAA', arm64: 'sha512-AAAA' } };
      await expect(nodeFor('amd64', { ...pins, node })).rejects.toThrow(', and sha512-AAAA is pinned');
    },
    BUILD_MS,
  );

  describe('on a cluster', () => {
    let test: TestCluster;
    beforeAll(async () => {
      test = await startTestCluster();
    }, START_MS);
    afterAll(() => test.stop(), STEP_MS);

    /** What the plugin says of the mesh under a Node. */
    async function seenFrom(version: string): Promise<string> {
      const plugin = await release.emptyFolder();
      await untar(await release.file('kubectl-meshwright-'), plugin);
      const env = { PATH: `${await nodeFolder(version)}:${PATH}`, KUBECONFIG: test.cluster.kubeconfigPath };
      return release.printed(join(plugin, 'kubectl-meshwright'), ['status', 'mesh'], env);
    }

    it(
      'is installed by the one file, and installs a mesh, which the plugin sees from every Node',
      async () => {
        await test.kubectl('apply', '--server-side', '--force-conflicts', '-f', await release.file('install.yaml'));
        await copyFile(test.cluster.kubeconfigPath, join(image.root, 'kubeconfig'));
        await chmod(join(image.root, 'kubeconfig'), 0o644);
        const [file = '', ...args] = insideOf(image, ['run', '--kubeconfig', '/kubeconfig', '--leader-elect']);
        const operator = spawn(file, args, { env: { ...environmentOf(image), PATH }, stdio: 'ignore' });
        const ended = new Promise((done) => operator.once('exit', done));
        try {
          await applyMesh(test.client, { profile: 'minimal' });
          await untilReady(test.client);
          for (const version of NODES) expect(await seenFrom(version)).toMatch(/Ready/);
          await deleteMesh(test.client);
          await untilGone(test.client, meshRef());
        } finally {
          operator.kill('SIGTERM');
        }
        expect(await ended).toBe(0);
      },
      3 * STEP_MS,
    );
  });
});
