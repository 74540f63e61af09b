import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { findGo } from '../../devcluster/binaries/go.ts';
import { OUTER_ENV } from './release.ts';

/** How long a download may take, in milliseconds. */
const FETCH_MS = 120_000;

/** The folder of a Go module, fetched if need be; undefined where it cannot be had. It is never part of this repository. */
export async function moduleFolder(module: string): Promise<string | undefined> {
  try {
    const go = await findGo(process.env, cacheFolder(process.env), { log: () => undefined });
    const env = { ...OUTER_ENV, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=mod' };
    const options = { cwd: tmpdir(), env, timeout: FETCH_MS };
    const { stdout } = await promisify(execFile)(await go.command(), ['mod', 'download', '-json', module], options);
    return (JSON.parse(stdout) as { Dir: string }).Dir;
  } catch {
    return undefined;
  }
}
