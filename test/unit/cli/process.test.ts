import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = join(ROOT, 'bin/meshwright.js');
const EXAMPLE = join(ROOT, 'examples/demo.yaml');

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], stdin = ''): Promise<Ending> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe' });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe('the program', () => {
  it('renders the example, all of it, into a pipe', async () => {
    const { code, stdout, stderr } = await run(['render', '-f', EXAMPLE, '-o', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(100);
  });

  it('is byte for byte the same from run to run', async () => {
    const [first, second] = await Promise.all([run(['render', '-f', EXAMPLE]), run(['render', '-f', EXAMPLE])]);
    expect(first.stdout === second.stdout && first.stdout.length > 10_000).toBe(true);
  });

  it('ends with 2 and one message for wrong input', async () => {
    const { code, stdout, stderr } = await run(['render', '-f', '-'], 'kind: Pod');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error: standard input holds Pod where meshwright.dev/v1alpha1 MeshInstall belongs\n');
  });

  it('ends with 2 and one message when there is no such kubeconfig', async () => {
    const { code, stdout, stderr } = await run(['run', '--kubeconfig', '/no/such/file']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: cannot read kubeconfig \/no\/such\/file: .*\n$/);
  });

  it('does not mind that whoever reads it stops early', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'render', '-f', EXAMPLE], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => child.stdout.destroy());
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(await text(child.stderr)).toBe('');
    expect(await ended).toBe(0);
  });
});
