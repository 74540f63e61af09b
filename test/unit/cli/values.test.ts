import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { load } from 'js-yaml';
import { parseMeshInstalls } from '../../../src/api/meshinstall-file.ts';
import { runCli } from '../../../src/cli/index.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function values(input: string, ...more: string[]): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = { env: {}, homeDir: '/', hostname: 'here', stdin: Readable.from([input]), stdout, stderr };
  const signals = new EventEmitter();
  const argv = ['node', 'meshwright', 'values', '-f', '-', ...more];
  const code = await runCli(argv, { ...terminal, signals });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
}

describe('meshwright values', () => {
  it('prints a MeshInstall that our own reader takes', async () => {
    const { code, out, err } = await values('pilot: {traceSampling: 5}', '--version', '1.4.10', '--name', 'edge');
    expect([code, err]).toEqual([0, '']);
    expect(parseMeshInstalls(out, 'stdout')).toEqual([
      { name: 'edge', spec: { version: '1.4.10', mesh: { tracing: { sampling: 5 } } } },
    ]);
  });

  it('prints JSON when asked, and starts from the profile', async () => {
    const { out } = await values('', '--version', '1.4.10', '--profile', 'demo', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({ kind: 'MeshInstall', spec: { version: '1.4.10', profile: 'demo' } });
  });

  it('lists on standard error what it left out, and still succeeds', async () => {
    const { code, out, err } = await values('certmanager: {enabled: true}', '--version', '1.1.17');
    expect(code).toBe(0);
    expect(load(out)).toMatchObject({ spec: { version: '1.1.17' } });
    expect(err).toContain('1 value is not in the MeshInstall:\n  certmanager.enabled: true: has no field; ');
  });

  it.each([
    ['{', ['--version', '1.4.10'], 'is not YAML'],
    ['[1]', ['--version', '1.4.10'], 'expected one map'],
    ['a: 1', ['--version', '1.9.0'], 'the nearest are'],
    ['a: 1', ['--version', '1.4.10', '--profile', 'big'], '--profile: "big": not possible; choose default'],
    ['a: 1', ['--version', '1.4.10', '-o', 'xml'], '--output: "xml": not possible; choose yaml or json'],
    ['a: 1', [], '--version'],
  ])('ends with 2 for %s %j', async (input, more, message) => {
    const { code, out, err } = await values(input, ...more);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
