import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { modulesFolder } from './cache.ts';
import type { Environment } from './cache.ts';
import type { BinaryName, GoModule, GoProgram } from './catalog.ts';
import { run } from './command.ts';
import { buildFlags, ownMemory } from './compiler.ts';
import { estimate } from './estimate.ts';
import { exists } from './exists.ts';
import { replaceLink } from './links.ts';
import { withLock } from './lock.ts';
import { prepareGeneratedOpenapi } from './openapi.ts';
import { formatElapsed, withProgress } from './progress.ts';
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
  /** What to build for. @default this machine */
  readonly target?: BuildTarget;
}

/** A platform, as Go names it. */
export interface BuildTarget {
  readonly GOOS: string;
  readonly GOARCH: string;
}

/**
 * Builds programs of one module in one go, into a folder of their own from which they are moved when they are whole.
 * A second run waits for the first and finds its programs.
 * @throws CommandError with the end of the compiler's output.
 */
export async function buildBinaries(request: BuildRequest): Promise<void> {
  const { module, folder, progress } = request;
  await mkdir(folder, { recursive: true });
  const waiting = (owner: number) => progress.log(`waiting for process ${owner}, which builds ${module.title}`);
  await withLock(`${folder}.lock`, waiting, async () => {
    await removeUnfinished(folder);
    const missing = await missingIn(folder, request.names);
    if (missing.length === 0) return;
    progress.log(`${module.title}: building ${missing.join(', ')} from source, once`);
    try {
      await build(request, programsOf(module, missing));
    } finally {
      await removeUnfinished(folder);
    }
  });
}

/** The names whose program is not in the folder. */
export async function missingIn(folder: string, names: readonly BinaryName[]): Promise<BinaryName[]> {
  const present = await Promise.all(names.map((name) => exists(join(folder, name))));
  return names.filter((_, index) => !present[index]);
}

const unfinished = (folder: string) => ({ sources: join(folder, 'sources'), programs: join(folder, 'programs') });

// What builds work in; those of an interrupted one, too: a running one would hold the lock.
async function removeUnfinished(folder: string): Promise<void> {
  const folders = Object.values(unfinished(folder));
  await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })));
}

function programsOf(module: GoModule, names: readonly BinaryName[]): GoProgram[] {
  return module.programs.filter((program) => program.names.some((name) => names.includes(name)));
}

// Environment of every Go command: static programs, the found toolchain and no other, no settings from outside.
function buildEnvironment(env: Environment): Environment {
  const fixed = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false', ...ownMemory() };
  return { ...env, ...fixed, GOOS: undefined, GOARCH: undefined, GOEXPERIMENT: undefined };
}

async function build(request: BuildRequest, programs: readonly GoProgram[]): Promise<void> {
  const env = buildEnvironment(request.env);
  const sources = await prepareSources(request, env);
  const made = unfinished(request.folder).programs;
  await mkdir(made);
  await compile({ ...request, env: { ...env, ...request.target } }, sources, programs, made);
  for (const program of programs) await install(program, made, request.folder);
}

// Folder of the module, and flags that name a go.mod to use in place of its own.
interface Sources {
  readonly folder: string;
  readonly flags: readonly string[];
}

async function prepareSources({ module, folder, go, progress }: BuildRequest, env: Environment): Promise<Sources> {
  const moduleFolder = join(modulesFolder, module.name);
  if (module.sources === 'in-place') return { folder: moduleFolder, flags: [] };
  const work = unfinished(folder).sources;
  const modfile = await prepareGeneratedOpenapi({ go, progress, env, work, moduleFolder });
  return { folder: moduleFolder, flags: ['-modfile', modfile] };
}

async function compile(
  { module, go, env, progress }: BuildRequest,
  sources: Sources,
  programs: readonly GoProgram[],
  made: string,
): Promise<void> {
  const packages = programs.map((program) => program.package);
  const flags = [...sources.flags, ...buildFlags(module)];
  const count = { fetched: 0, done: 0, all: 0, began: 0 };
  const options = { cwd: sources.folder, env };
  const describe = (elapsed: number) =>
    count.all === 0
      ? `fetching modules (${count.fetched}), ${formatElapsed(elapsed)}`
      : `compiling, ${estimate({ ...count, elapsed, compiling: elapsed - count.began })}`;
  await withProgress(progress, module.title, describe, async (elapsed) => {
    const list = ['list', ...flags, '-deps', '-f', '{{if .Stale}}{{.ImportPath}}{{end}}', ...packages];
    const stale = await run(go, list, { ...options, onErrorLine: () => count.fetched++ });
    Object.assign(count, { all: stale.trim().split('\n').length, began: elapsed() });
    // With -v, Go names every package whose compilation begins.
    const args = ['build', '-v', ...flags, '-ldflags', module.ldflags, '-o', `${made}/`, ...packages];
    await run(go, args, { ...options, onErrorLine: () => count.done++ });
  });
}

// A program with several names is one file, which does the work of the name by which it is called.
async function install(program: GoProgram, from: string, to: string): Promise<void> {
  const file = basename(program.package);
  await rename(join(from, file), join(to, file));
  const links = program.names.filter((name) => name !== file);
  await Promise.all(links.map((name) => replaceLink(file, join(to, name))));
}
