import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import type { CommandDefinition } from '../../../src/cli/program/definition.ts';
import { CLUSTER_COMMANDS, failureCodeOf, ONE_LINE } from '../../support/cluster-commands.ts';
import { commandLine } from '../../support/command-line.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

const kubeconfig = (server: string): string =>
  JSON.stringify({
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'it', user: 'me' } }],
    clusters: [{ name: 'it', cluster: { server } }],
    users: [{ name: 'me', user: { token: 'none' } }],
  });

/** A port that nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-kubeconfig-'));
  writeFileSync(file('empty'), '');
  writeFileSync(file('broken'), 'users: [{ token: hush,\n');
  writeFileSync(file('no-context'), kubeconfig('https://127.0.0.1:6443').replace('here', 'elsewhere'));
  writeFileSync(file('dead'), kubeconfig(`https://127.0.0.1:${await deadPort()}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asking = (definitions: readonly CommandDefinition[], before = ''): string[] =>
  definitions.flatMap(({ name, options = [], commands = [] }) => [
    ...(options.some(({ flags }) => flags.startsWith('--kubeconfig')) ? [before + name] : []),
    ...asking(commands, `${before}${name} `),
  ]);

const run = (line: string, ...more: string[]) => commandLine([...line.split(' '), ...more]);

describe('a command that asks a cluster', () => {
  it('is tried here', () => {
    expect(Object.keys(CLUSTER_COMMANDS).sort()).toEqual(asking(COMMANDS).sort());
  });

  it.each(Object.values(CLUSTER_COMMANDS))('says in one line what is wrong with the kubeconfig: %s', async (line) => {
    for (const [name, options, problem] of [
      ['none', [], /: cannot read kubeconfig .*none: .*no such file/],
      ['empty', [], /: cannot read kubeconfig .*empty: .*empty/],
      ['broken', [], /: cannot read kubeconfig .*broken: /],
      ['no-context', [], /: kubeconfig .*no-context has no current context with a cluster; choose one with --context/],
      ['dead', ['--context', 'there'], /: no context there; there are: here/],
    ] as const) {
      const { code, stdout, stderr } = await run(line, '--kubeconfig', file(name), ...options);
      expect([name, code, stdout, stderr]).toEqual([name, 2, '', expect.stringMatching(problem)]);
      expect(stderr).toMatch(ONE_LINE);
      expect(stderr).not.toContain('hush');
    }
  });

  const { run: _, ...ending } = CLUSTER_COMMANDS;
  it.each(Object.entries(ending))('says in one line which cluster does not answer: %s', async (name, line) => {
    const { code, stdout, stderr } = await run(line, '--kubeconfig', file('dead'));
    expect([code, stdout]).toEqual([failureCodeOf(name), '']);
    expect(stderr).toMatch(/no answer from https:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
    expect(stderr).toMatch(ONE_LINE);
  });

  it.each([
    [['diff'], /^error: say what to compare/],
    [['diff', 'mesh', '-f', 'examples/demo.yaml'], /^error: say what to compare/],
    [['diff', '-f', '/not/there'], /^error: cannot read \/not\/there/],
    [['status', '-w', '-o', 'json'], /^error: --watch: not possible with --output json/],
  ])('refuses %j before it asks', async (args, message) => {
    const { code, stdout, stderr } = await commandLine([...args, '--kubeconfig', '/not/there']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
