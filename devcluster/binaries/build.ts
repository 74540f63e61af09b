import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { modulesFolder } from './cache.ts';
import type { Environment } from './cache.ts';
import type { BinaryName, GoModule } from './catalog.ts';
import { run } from './command.ts';
import { exists } from './exists.ts';
import { withLock } from './lock.ts';
import { prepareGeneratedOpenapi } from './openapi.ts';
import { withProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** What a build needs to know. */
export interface BuildRequest {
  readonly module: GoModule;
  readonly names: readonly BinaryName[];
  /** Folder that receives the programs; see `binariesFolder`. */
  readonly folder: string;
  /** Path of the Go command. */
  readonly go: string;
  readonly env: Environment;
  readonly progress: Progress;
}

/**
 * Builds programs of one module, one after the other, each under a temporary name that is renamed when it is whole.
 * A second run waits for the first and finds its programs.
 * @throws CommandError with the end of the compiler's output.
 */
export async function buildBinaries(request: BuildRequest): Promise<void> {
  const { module, folder, progress } = request;
  await mkdir(folder, { recursive: true });
  const waiting = (owner: number) => progress.log(`waiting for process ${owner}, which builds ${module.name}`);
  await withLock(`${folder}.lock`, waiting, async () => {
    await removeUnfinished(folder);
    const missing = await missingIn(folder, request.names);
    if (missing.length === 0) return;
    progress.log(`${module.name}: building ${missing.join(', ')} from source, once (${module.expectation})`);
    try {
      const sources = await prepareSources(request);
      for (const name of missing) await buildOne(request, name, sources);
    } finally {
      await rm(sourcesFolder(folder), { recursive: true, force: true });
    }
  });
}

// What interrupted builds left; a running one would hold the lock.
async function removeUnfinished(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter((file) => file.endsWith('.tmp'));
  await Promise.all(unfinished.map((file) => rm(join(folder, file), { force: true })));
}

/** The names whose program is not in the folder. */
export async function missingIn(folder: string, names: readonly BinaryName[]): Promise<BinaryName[]> {
  const present = await Promise.all(names.map((name) => exists(join(folder, name))));
  return names.filter((_, index) => !present[index]);
}

// Environment of every Go command: static programs, the found toolchain and no other, no settings from outside.
function buildEnvironment(env: Environment): Environment {
  const fixed = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
  return { ...env, ...fixed, GOOS: undefined, GOARCH: undefined, GOEXPERIMENT: undefined };
}

// Folder of the module, and a go.mod to use in place of its own.
interface Sources {
  readonly folder: string;
  readonly modfile?: string;
}

async function prepareSources(request: BuildRequest): Promise<Sources> {
  const folder = join(modulesFolder, request.module.name);
  if (request.module.sources === 'in-place') return { folder };
  const env = buildEnvironment(request.env);
  const { go, progress } = request;
  const work = sourcesFolder(request.folder);
  return { folder, modfile: await prepareGeneratedOpenapi({ go, progress, env, work, moduleFolder: folder }) };
}

const sourcesFolder = (folder: string) => join(folder, 'sources');

async function buildOne(request: BuildRequest, name: BinaryName, sources: Sources): Promise<void> {
  const { module, folder, go, progress } = request;
  const temporary = join(folder, `${name}.${process.pid}.tmp`);
  const modfile = sources.modfile === undefined ? [] : ['-modfile', sources.modfile];
  const target = module.packages[name] ?? '';
  const args = ['build', ...modfile, '-trimpath', '-ldflags', module.ldflags, '-o', temporary, target];
  let downloads = 0;
  let phase = 'starting';
  const onErrorLine = (line: string) => {
    if (line.startsWith('go: downloading')) phase = `fetching modules (${++downloads})`;
  };
  // The compiler says nothing while it works: no download for two ticks means that it compiles.
  const describe = () => {
    const shown = phase;
    phase = 'compiling and linking';
    return shown;
  };
  try {
    await withProgress(progress, name, describe, () =>
      run(go, args, { cwd: sources.folder, env: buildEnvironment(request.env), onErrorLine }),
    );
    await rename(temporary, join(folder, name));
  } finally {
    await rm(temporary, { force: true });
  }
}
