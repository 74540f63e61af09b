import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { findGo } from '../../devcluster/binaries/go.ts';
import { OUTER_ENV } from './release.ts';

/** The API of a current Istio, a Go module; it has the CRDs. */
export const ISTIO_API = 'istio.io/api@v1.32.0';

/** How long a download may take, in milliseconds. */
const FETCH_MS = 120_000;

/** The file with its CRDs, fetched if need be; undefined where it cannot be had. It is never part of this repository. */
export async function istioCrds(): Promise<string | undefined> {
  try {
    const go = await findGo(process.env, cacheFolder(process.env), { log: () => undefined });
    const env = { ...OUTER_ENV, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=mod' };
    const options = { cwd: tmpdir(), env, timeout: FETCH_MS };
    const { stdout } = await promisify(execFile)(await go.command(), ['mod', 'download', '-json', ISTIO_API], options);
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    return join(Dir, 'kubernetes/customresourcedefinitions.gen.yaml');
  } catch {
    return undefined;
  }
}
