import { cp, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './cache.ts';
import { run } from './command.ts';
import { formatElapsed, withProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** What the preparation of old Kubernetes sources needs to know. */
export interface OpenapiRequest {
  /** Folder with our go.mod, go.sum and openapi-packages.txt. */
  readonly moduleFolder: string;
  /** Folder for the completed sources; emptied first. */
  readonly work: string;
  readonly go: string;
  readonly env: Environment;
  readonly progress: Progress;
}

const kubernetes = 'k8s.io/kubernetes';
const generated = { package: `${kubernetes}/pkg/generated/openapi`, file: 'zz_generated.openapi' };

/**
 * Gives old Kubernetes sources the file that their published module lacks: pkg/generated/openapi, which releases before
 * 1.23 generate at build time. Returns the path of a go.mod that uses the completed copy.
 * The copy is needed because `go build -overlay` refuses files of the module cache.
 * @throws CommandError if Go or the generator fails.
 */
export async function prepareGeneratedOpenapi(request: OpenapiRequest): Promise<string> {
  const { work } = request;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await withProgress(
    request.progress,
    'sources',
    (elapsed) => `fetching, copying and generating OpenAPI (about 1 min), ${formatElapsed(elapsed)}`,
    () => complete(request, work),
  );
  return join(work, 'go.mod');
}

async function complete(request: OpenapiRequest, work: string): Promise<void> {
  const copy = join(work, 'kubernetes');
  const original = await moduleFolder(request, kubernetes);
  await generate(request, work);
  await cp(original, copy, { recursive: true, mode: 0 });
  await run('chmod', ['-R', 'u+w', copy]);
  const target = join(copy, 'pkg', 'generated', 'openapi');
  await mkdir(target, { recursive: true });
  await copyFile(join(work, 'out', generated.package, `${generated.file}.go`), join(target, `${generated.file}.go`));
  await copyFile(join(request.moduleFolder, 'go.sum'), join(work, 'go.sum'));
  const goMod = await readFile(join(request.moduleFolder, 'go.mod'), 'utf8');
  await writeFile(join(work, 'go.mod'), `${goMod}\nreplace ${kubernetes} => ${copy}\n`);
}

async function moduleFolder(request: OpenapiRequest, module: string): Promise<string> {
  const options = { cwd: request.moduleFolder, env: request.env };
  await run(request.go, ['mod', 'download', module], options);
  return (await run(request.go, ['list', '-m', '-f', '{{.Dir}}', module], options)).trim();
}

async function generate(request: OpenapiRequest, work: string): Promise<void> {
  const options = { cwd: request.moduleFolder, env: request.env };
  const generator = join(work, 'openapi-gen');
  const header = join(work, 'header.txt');
  await run(request.go, ['build', '-o', generator, 'k8s.io/kube-openapi/cmd/openapi-gen'], options);
  await writeFile(header, '');
  const packages = (await readFile(join(request.moduleFolder, 'openapi-packages.txt'), 'utf8')).trim().split('\n');
  const output = ['-p', generated.package, '-O', generated.file, '-o', join(work, 'out')];
  const args = ['-i', packages.join(','), ...output, '-h', header, '-r', join(work, 'violations.txt')];
  // The generator is older than alias types in go/types and does not know them.
  await run(generator, args, { ...options, env: { ...request.env, GODEBUG: 'gotypesalias=0' } });
}
