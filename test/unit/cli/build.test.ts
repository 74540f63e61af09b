import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLE = join(ROOT, 'examples/demo.yaml');
const BUILD_MS = 120_000;
jest.setTimeout(60_000);

let folder: string;

/** A Node program; without jest's own options, and far from the sources. */
function node(cwd: string, ...args: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { code: status, stdout, stderr };
}

/** A cluster of which nobody answers. */
const DEAD = JSON.stringify({
  'current-context': 'here',
  contexts: [{ name: 'here', context: { cluster: 'it', user: 'me' } }],
  clusters: [{ name: 'it', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'me', user: { token: 'none' } }],
});

/** The port that the log tells of. */
async function consolePort(log: Readable): Promise<number> {
  for await (const line of createInterface(log)) {
    const { msg, port } = JSON.parse(line) as { msg: string; port: number };
    if (msg === 'showing the console') return port;
  }
  throw new Error('the console was not shown');
}

const built = (...args: string[]) => node(folder, join(folder, 'bin/meshwright.js'), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-build-'));
  expect(node(ROOT, 'scripts/build.ts', join(folder, 'build'))).toMatchObject({ code: 0, stderr: '' });
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
}, BUILD_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundle, far from sources and packages', () => {
  it('prints what the sources print', () => {
    for (const args of [['--help'], ['render', '-f', EXAMPLE]]) {
      const { code, stdout, stderr } = built(...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(node(ROOT, 'src/main.ts', ...args).stdout);
    }
  });

  it('reaches for a cluster', () => {
    const { code, stderr } = built('run', '--kubeconfig', '/not/there');
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot read kubeconfig /not/there')]);
  });

  it('shows pages of the console with all that they load, also where no cluster answers', async () => {
    const kubeconfig = join(folder, 'dead');
    writeFileSync(kubeconfig, DEAD);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const line = ['run', '--kubeconfig', kubeconfig, '--no-leader-elect', '--console-address', '127.0.0.1:0'];
    const child = spawn(process.execPath, [join(folder, 'bin/meshwright.js'), ...line], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    try {
      const port = await consolePort(child.stdout);
      const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      expect(await ask('/')).toContain('Nothing to be seen yet');
      expect(await ask('/assets/console.js')).toContain('EventSource');
      expect(await ask('/assets/console.css')).toContain('prefers-color-scheme');
      expect(await ask('/assets/icon.svg')).toContain('<svg');
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  });

  it('says that it is a plug-in of kubectl when kubectl calls it', () => {
    const link = join(folder, 'kubectl-meshwright');
    symlinkSync(join(folder, 'bin/meshwright.js'), link);
    expect(node(folder, link, '--help').stdout).toMatch(/^Usage: kubectl meshwright /);
  });

  it('is left alone when a source is younger', () => {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/main.ts'), "console.log('from the sources');");
    expect(built('--help').stdout).toBe('from the sources\n');
  });
});
