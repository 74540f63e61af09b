import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { findGo } from '../../devcluster/binaries/go.ts';
import { OUTER_ENV } from './release.ts';

const TOOLS = resolve(import.meta.dirname, '../tools');

/** What a program ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool that a module in `test/tools/` pins, built if need be. */
export async function goTool(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const go = await findGo(process.env, cacheFolder(process.env), { log: () => undefined });
  const settings = { GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };
  const options = { cwd: resolve(TOOLS, name), env: { ...OUTER_ENV, ...settings, ...env } };
  try {
    return { code: 0, ...(await promisify(execFile)(await go.command(), ['tool', name, ...args], options)) };
  } catch (error) {
    return error as Ended;
  }
}
