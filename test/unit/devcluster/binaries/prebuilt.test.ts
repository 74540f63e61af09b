import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { moduleKey } from '../../../../devcluster/binaries/cache.ts';
import { releases } from '../../../../devcluster/binaries/catalog.ts';
import {
  packageFolder,
  packageName,
  prebuilt,
  type PrebuiltPackage,
  type PrebuiltRequest,
} from '../../../../devcluster/binaries/prebuilt.ts';

const module = releases['1.36'].modules.etcd;
const platform = { platform: 'linux', arch: 'x64' };
const name = packageName(module, platform);
const PROGRAM = 'the program';
const files = { 'control-plane': createHash('sha256').update(PROGRAM).digest('hex') };

describe('a package with built programs', () => {
  let work = '';
  let released: PrebuiltPackage;
  const log: string[] = [];
  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'prebuilt-test-'));
    await writeFile(join(work, 'control-plane'), PROGRAM);
    released = { sources: await moduleKey(module), files };
    log.length = 0;
  });
  afterEach(() => rm(work, { recursive: true }));

  const find = (more: Partial<PrebuiltRequest> = {}) =>
    prebuilt({
      module,
      names: ['etcd', 'kwok'],
      cache: join(work, 'cache'),
      platform,
      table: { [name]: released },
      packageFolder: (asked) => (asked === name ? work : undefined),
      progress: { log: (line) => log.push(line) },
      ...more,
    });

  it('is named after module and platform', () => {
    expect(name).toBe('@meshwright/devcluster-kubernetes-linux-x64');
  });

  it('serves each program under the name by which it is called', async () => {
    const paths = await find();
    expect(Object.keys(paths)).toEqual(['etcd', 'kwok']);
    expect(paths.etcd).toMatch(/\/etcd$/);
    expect(await readFile(paths.etcd!, 'utf8')).toBe(PROGRAM);
    expect(await find()).toEqual(paths);
  });

  it('is left alone, with a word, when a file is not the one that was released', async () => {
    await writeFile(join(work, 'control-plane'), 'something else');
    expect(await find()).toEqual({});
    expect(log).toEqual([
      expect.stringMatching(/control-plane is not the file that was released; building it instead/),
    ]);
  });

  it.each<[string, () => Partial<PrebuiltRequest>]>([
    ['was not released', () => ({ table: {} })],
    ['is not installed', () => ({ packageFolder: () => undefined })],
    ['is for another platform', () => ({ platform: { platform: 'darwin', arch: 'arm64' } })],
    ['was built from other sources', () => ({ table: { [name]: { ...released, sources: 'others' } } })],
    ['does not hold what is asked for', () => ({ names: ['kubectl'] })],
  ])('serves nothing when it %s', async (_, more) => {
    expect(await find(more())).toEqual({});
    expect(log).toEqual([]);
  });
});

it('a package that npm did not install has no folder', () => {
  expect(packageFolder('@meshwright/nothing')).toBeUndefined();
});
