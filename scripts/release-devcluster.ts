import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { buildBinaries, type BuildTarget } from '../devcluster/binaries/build.ts';
import { binariesFolder, cacheFolder, moduleKey } from '../devcluster/binaries/cache.ts';
import { releases, type GoModule } from '../devcluster/binaries/catalog.ts';
import { processNames } from '../devcluster/control-plane/layout.ts';
import { findGo } from '../devcluster/binaries/go.ts';
import {
  packageName,
  PREBUILT_FILE,
  readPrebuilt,
  sha256,
  type Platform,
  type PrebuiltPackage,
} from '../devcluster/binaries/prebuilt.ts';

interface Target extends Platform, BuildTarget {}

/** Platforms that the embedded cluster runs on, with the names that Go has for them. */
const PLATFORMS: Readonly<Record<string, Target>> = {
  'linux-x64': { platform: 'linux', arch: 'x64', GOOS: 'linux', GOARCH: 'amd64' },
  'linux-arm64': { platform: 'linux', arch: 'arm64', GOOS: 'linux', GOARCH: 'arm64' },
  'darwin-x64': { platform: 'darwin', arch: 'x64', GOOS: 'darwin', GOARCH: 'amd64' },
  'darwin-arm64': { platform: 'darwin', arch: 'arm64', GOOS: 'darwin', GOARCH: 'arm64' },
};

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist');
/** What the cluster itself runs; who wants Helm builds it. */
const MODULES = new Set(Object.values(releases).flatMap(({ modules }) => processNames.map((name) => modules[name])));

const README = `# The embedded cluster of Meshwright, built

Programs of Kubernetes, etcd and kwok, as \`devcluster/modules\` of Meshwright pins and builds them; each is licensed
under Apache-2.0. Meshwright finds this package by its name, compares the digests with those of its release, and builds
the programs itself if they differ.
`;

/** What npm is told of a package. */
async function packageJson(module: GoModule, { platform, arch }: Platform): Promise<object> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const description = `${module.title} for the embedded cluster of Meshwright, for ${platform} on ${arch}`;
  const files = module.programs.map((program) => basename(program.package));
  return {
    name: packageName(module, { platform, arch }),
    version,
    description,
    license: 'Apache-2.0',
    os: [platform],
    cpu: [arch],
    files,
  };
}

/** Builds the package of one module for one platform. @returns what the table of releases says of it */
async function release(module: GoModule, { GOOS, GOARCH, ...platform }: Target): Promise<PrebuiltPackage> {
  const folder = join(OUT, packageName(module, platform).replace('@meshwright/', ''));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const cache = cacheFolder(process.env);
  const go = await findGo(process.env, cache, console);
  const isOwn = platform.platform === process.platform && platform.arch === process.arch;
  const own = await binariesFolder(cache, module, go.version);
  const built = isOwn ? own : `${own}-${GOOS}-${GOARCH}`;
  const names = module.programs.flatMap((program) => program.names);
  const target = { GOOS, GOARCH };
  await buildBinaries({
    module,
    names,
    folder: built,
    go: await go.command(),
    env: process.env,
    progress: console,
    target,
  });
  const files: Record<string, string> = {};
  for (const program of module.programs) {
    const file = basename(program.package);
    await copyFile(join(built, file), join(folder, file));
    files[file] = await sha256(join(folder, file));
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await packageJson(module, platform), null, 2)}\n`);
  await writeFile(join(folder, 'README.md'), README);
  await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  return { sources: await moduleKey(module), files };
}

/** @throws Error for a name that no platform has */
function targetOf(name: string): Target {
  const target = PLATFORMS[name];
  if (target === undefined) throw new Error(`no platform ${name}; there are ${Object.keys(PLATFORMS).join(', ')}`);
  return target;
}

/** Builds the packages of the named platforms, of all without a name, and records their digests. */
async function main(names: readonly string[]): Promise<void> {
  const targets = (names.length > 0 ? names : Object.keys(PLATFORMS)).map(targetOf);
  const table: Record<string, PrebuiltPackage> = { ...(await readPrebuilt()) };
  for (const target of targets) {
    for (const module of MODULES) {
      const id = packageName(module, target);
      table[id] = await release(module, target);
      await writeFile(PREBUILT_FILE, `${JSON.stringify(table, null, 2)}\n`);
      console.log(`${id}: npm publish --access public ${join(OUT, id.replace('@meshwright/', ''))}`);
    }
  }
}

await main(process.argv.slice(2));
