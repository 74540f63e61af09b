import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
