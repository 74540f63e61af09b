import { constants } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBinaries, missingIn } from './build.ts';
import { binariesFolder, cacheFolder } from './cache.ts';
import type { Environment } from './cache.ts';
import { defaultKubernetes, releases } from './catalog.ts';
import type { BinaryName, GoModule, KubernetesVersion } from './catalog.ts';
import { exists } from './exists.ts';
import { findGo } from './go.ts';
import type { GoTool } from './go.ts';
import { packageFolder, prebuilt, readPrebuilt } from './prebuilt.ts';
import type { Progress } from './progress.ts';

/** What is wanted, and where to look for it. */
export interface BinariesRequest {
  readonly kubernetes: KubernetesVersion;
  readonly names: readonly BinaryName[];
  readonly env: Environment;
  readonly progress: Progress;
}

/** Path of each program that was asked for. */
export type BinaryPaths = Partial<Record<BinaryName, string>>;

/**
 * Paths of the programs: from KUBEBUILDER_ASSETS where it has them, else from a package that is installed for this
 * platform, else from our cache, else built into it.
 * Nothing that is not asked for is built.
 * @throws GoMissingError if something must be built and there is no Go; CommandError if a build fails.
 */
export async function ensureBinaries(request: BinariesRequest): Promise<BinaryPaths> {
  const cache = cacheFolder(request.env);
  const assets = await fromAssets(request);
  const given = { ...(await fromPackages(request, cache, missingFrom(assets, request.names))), ...assets };
  const rest = missingFrom(given, request.names);
  if (rest.length === 0) return given;
  const go = await findGo(request.env, cache, request.progress);
  const built: BinaryPaths = {};
  for (const [module, names] of byModule(request.kubernetes, rest)) {
    const folder = await binariesFolder(cache, module, go.version);
    await buildMissing(request, { module, names, folder, go });
    for (const name of names) built[name] = join(folder, name);
  }
  return { ...built, ...given };
}

const missingFrom = (paths: BinaryPaths, names: readonly BinaryName[]): BinaryName[] =>
  names.filter((name) => paths[name] === undefined);

async function fromPackages(
  { kubernetes, progress }: BinariesRequest,
  cache: string,
  names: readonly BinaryName[],
): Promise<BinaryPaths> {
  const request = { cache, progress, platform: process, table: await readPrebuilt(), packageFolder };
  const found = [...byModule(kubernetes, names)].map(([module, own]) => prebuilt({ ...request, module, names: own }));
  return Object.assign({}, ...(await Promise.all(found))) as BinaryPaths;
}

interface ModuleBuild {
  readonly module: GoModule;
  readonly names: readonly BinaryName[];
  readonly folder: string;
  readonly go: GoTool;
}

async function buildMissing(request: BinariesRequest, build: ModuleBuild): Promise<void> {
  const { module, folder, go } = build;
  const names = await missingIn(folder, build.names);
  if (names.length === 0) return;
  const { env, progress } = request;
  await buildBinaries({ module, names, folder, go: await go.command(), env, progress });
}

// envtest's folder holds the servers of one recent release: what depends on the release is of no use to an older lane.
const sameInEveryRelease: readonly BinaryName[] = ['etcd', 'kubectl', 'kwok', 'helm'];

async function fromAssets({ env, kubernetes, names }: BinariesRequest): Promise<BinaryPaths> {
  const folder = env['KUBEBUILDER_ASSETS'] ?? '';
  const found: BinaryPaths = {};
  if (folder === '') return found;
  for (const name of names) {
    if (kubernetes !== defaultKubernetes && !sameInEveryRelease.includes(name)) continue;
    const path = join(folder, name);
    if (await exists(path, constants.X_OK)) found[name] = path;
  }
  return found;
}

/** The modules that build the named programs for a release, each with its share of the names, in build order. */
export function byModule(kubernetes: KubernetesVersion, names: readonly BinaryName[]): Map<GoModule, BinaryName[]> {
  const groups = new Map<GoModule, BinaryName[]>();
  for (const name of names) {
    const module = releases[kubernetes].modules[name];
    groups.set(module, [...(groups.get(module) ?? []), name]);
  }
  return groups;
}
