import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadKubeConfig } from '../../../../src/kube/transport/kubeconfig.ts';

let folder: string;
const file = (name: string) => join(folder, name);
const configOf = (name: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `https://${name}.test` } }],
    users: [{ name, user: { token: 't' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  await mkdir(file('.kube'));
  for (const name of ['a', 'b', '.kube/config'])
    await writeFile(file(name), configOf(name.replace('.kube/config', 'home')));
});
afterAll(() => rm(folder, { recursive: true }));

const serverOf = (source: { path?: string; context?: string; env?: Record<string, string> }) =>
  loadKubeConfig({ env: {}, homeDir: folder, ...source }).getCurrentCluster()?.server;

describe('loadKubeConfig', () => {
  it('prefers the given path, then KUBECONFIG, then the home folder', () => {
    const env = { KUBECONFIG: file('b') };
    expect(serverOf({ path: file('a'), env })).toBe('https://a.test');
    expect(serverOf({ env })).toBe('https://b.test');
    expect(serverOf({})).toBe('https://home.test');
  });

  it('merges the files of KUBECONFIG and chooses the context asked for', () => {
    const env = { KUBECONFIG: [file('a'), file('b')].join(delimiter) };
    expect(serverOf({ env })).toBe('https://a.test');
    expect(serverOf({ env, context: 'b' })).toBe('https://b.test');
  });

  it('names what it did not find', () => {
    expect(() => serverOf({ path: file('none') })).toThrow(`cannot read kubeconfig ${file('none')}`);
    expect(() => serverOf({ path: file('a'), context: 'x' })).toThrow('no context x; there are: a');
    const twice = { KUBECONFIG: [file('a'), file('a')].join(delimiter) };
    expect(() => serverOf({ env: twice })).toThrow(`cannot merge kubeconfig ${file('a')}, ${file('a')}`);
  });
});
