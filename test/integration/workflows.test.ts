import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { findGo } from '../../devcluster/binaries/go.ts';
import { START_MS } from '../support/cluster.ts';

const ROOT = resolve(import.meta.dirname, '../..');

it(
  'finds no fault in the workflows with actionlint',
  async () => {
    const go = await findGo(process.env, cacheFolder(process.env), { log: () => undefined });
    const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT }).map((path) => join(ROOT, path));
    expect(workflows.length).toBeGreaterThan(0);
    const cwd = join(ROOT, 'test/tools/actionlint');
    // Shells of the machine would be asked for more, where they are there.
    const args = ['tool', 'actionlint', '-no-color', '-shellcheck=', '-pyflakes='];
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=readonly' };
    const linted = promisify(execFile)(await go.command(), [...args, ...workflows], { cwd, env });
    const { stdout } = await linted.catch((error: unknown) => error as { stdout: string });
    expect(stdout).toBe('');
  },
  START_MS,
);
