import { chmod, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildBinaries } from '../../../../devcluster/binaries/build.ts';
import { releases } from '../../../../devcluster/binaries/catalog.ts';
import type { BinaryName } from '../../../../devcluster/binaries/catalog.ts';
import { CommandError } from '../../../../devcluster/errors.ts';

const module = releases['1.36'].modules.etcd;

// Notes how it is called, and makes what it is told to make.
const go = `#!${process.execPath}
const { appendFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, JSON.stringify({ args, GOGC: process.env.GOGC }) + '\\n');
if (args[0] === 'list') console.log('a\\nb');
if (process.env.FAILS === args[0]) {
  console.error('# a\\na.go:1:1: no');
  process.exit(1);
}
const out = args[args.indexOf('-o') + 1];
if (args[0] === 'build') for (const name of args.slice(args.indexOf('-o') + 2)) writeFileSync(join(out, basename(name)), '');
`;

interface Call {
  readonly args: readonly string[];
  readonly GOGC: string;
}

describe('a build', () => {
  let work = '';
  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'build-test-'));
    await writeFile(join(work, 'go'), go);
    await chmod(join(work, 'go'), 0o755);
  });
  afterEach(() => rm(work, { recursive: true }));

  const build = (names: readonly BinaryName[], env: Record<string, string> = {}) =>
    buildBinaries({
      module,
      names,
      folder: join(work, 'programs'),
      go: join(work, 'go'),
      env: { ...env, CALLS: join(work, 'calls') },
      progress: { log: () => undefined },
    });
  const calls = async (): Promise<Call[]> => {
    const lines = (await readFile(join(work, 'calls'), 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Call);
  };

  it('makes all programs of a module with one call of the compiler', async () => {
    await build(['etcd', 'kwok', 'kubectl']);
    const built = (await calls()).filter(({ args }) => args[0] === 'build');
    expect(built).toHaveLength(1);
    expect(built[0]?.args.slice(-2)).toEqual(['./control-plane', 'k8s.io/kubernetes/cmd/kubectl']);
    expect(built[0]?.GOGC).toBe('off');
  });

  it('leaves out what nobody asked for', async () => {
    await build(['etcd', 'kube-apiserver']);
    expect((await calls()).at(-1)?.args.at(-1)).toBe('./control-plane');
    expect(await readdir(join(work, 'programs'))).not.toContain('kubectl');
  });

  it('puts one file under every name by which it is called', async () => {
    await build(['kwok']);
    const folder = join(work, 'programs');
    const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];
    expect((await readdir(folder)).sort()).toEqual(['control-plane', ...names].sort());
    for (const name of names) expect(await readlink(join(folder, name))).toBe('control-plane');
  });

  it('is not done twice', async () => {
    await build(['etcd']);
    const before = (await calls()).length;
    await build(['kube-apiserver', 'etcd']);
    expect(await calls()).toHaveLength(before);
  });

  it('that fails leaves nothing behind and says what the compiler said', async () => {
    const failure = build(['etcd'], { FAILS: 'build' });
    await expect(failure).rejects.toThrow(CommandError);
    await expect(failure).rejects.toThrow('a.go:1:1: no');
    expect(await readdir(join(work, 'programs'))).toEqual([]);
  });
});
