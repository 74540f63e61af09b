import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const PARTS = ['bin', 'charts', 'crds', 'examples', 'package-lock.json', 'package.json', 'scripts', 'src'];
const ROUNDS = 9;
jest.setTimeout(120_000);

/** Folders as `git clone` leaves them: one where packages are installed, and one where they are not. */
let clone: string;
let bare: string;

const { NODE_OPTIONS: _, ...ENV } = process.env;

function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-clone-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
}

/** A program as a shell would start it. */
function start(cwd: string, file: string, args: readonly string[], env = ENV) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8 });
  return { code: status, stdout, stderr, ms: performance.now() - begin };
}

const prepare = (folder: string) => start(folder, process.execPath, ['scripts/prepare.mjs']);

beforeAll(() => {
  [clone, bare] = [copied(), copied()];
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  expect(prepare(clone)).toMatchObject({ code: 0, stderr: '' });
});

afterAll(() => [clone, bare].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

describe('a clone after npm ci', () => {
  it.each([
    ['--help', ['--help'], 5],
    ['render of the demo profile', ['render', '-f', 'examples/demo.yaml'], 15],
  ])('starts %s from the bundle, in a time that is near to that of an empty Node process', (_what, args, times) => {
    const rounds = Array.from({ length: ROUNDS }, () => ({
      ours: start(clone, 'bin/meshwright.js', args),
      empty: start(clone, process.execPath, ['-e', '1']),
    }));
    expect(rounds.map(({ ours }) => ours.stderr).join('')).toBe('');
    expect(existsSync(join(clone, 'build/meshwright.mjs'))).toBe(true);
    const ms = (which: 'ours' | 'empty'): number => median(rounds.map((round) => round[which].ms));
    // Measured: twice and seven times; from the sources it is more than this when Node has not compiled them before.
    expect(ms('ours') / ms('empty')).toBeLessThan(times);
  });

  it('asks no node of PATH, whatever that is', () => {
    const path = mkdtempSync(join(clone, 'path-'));
    writeFileSync(join(path, 'node'), '#!/bin/sh\nexit 99\n', { mode: 0o755 });
    const { code, stdout, stderr } = start(clone, 'bin/meshwright.js', ['versions'], {
      ...ENV,
      PATH: `${path}:/usr/bin:/bin`,
    });
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('1.4.10')]);
  });
});

describe('a clone without its packages', () => {
  it('is left as it is by what npm runs after an installation', () => {
    const { code, stderr } = prepare(bare);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^the command line is not bundled, for there is no .*\n$/),
    ]);
    expect(existsSync(join(bare, 'build'))).toBe(false);
  });

  it('says that npm ci installs them', () => {
    const { code, stdout, stderr } = start(bare, process.execPath, ['bin/meshwright.js', '--help']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: Cannot find package 'commander' .*\n {7}npm ci installs what is missing\n$/);
  });
});
