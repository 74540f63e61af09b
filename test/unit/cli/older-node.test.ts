import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '../../../bin/meshwright.js');

/** What makes the Node that runs it look old. */
const OLD = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });`;

let folder: string;
let apiserver: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-old-'));
  writeFileSync(join(folder, 'old.cjs'), OLD);
  // Takes every request, and never answers one.
  apiserver = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(apiserver, 'listening');
  const { port } = apiserver.address() as AddressInfo;
  const kubeconfig = {
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'test', user: {} }],
  };
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig));
});

afterAll(async () => {
  apiserver.closeAllConnections();
  apiserver.close();
  await once(apiserver, 'close');
  rmSync(folder, { recursive: true, force: true });
});

/** An operator started under an older Node, as soon as it asks its apiserver something. */
async function startedOperator(): Promise<ChildProcess> {
  const args = ['--require', join(folder, 'old.cjs'), PROGRAM, 'run', '--kubeconfig', join(folder, 'kubeconfig')];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const operator = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(apiserver, 'request');
  return operator;
}

/** The code of the process that was started, when nobody holds its output any more: no other is left behind. */
async function ended(operator: ChildProcess): Promise<number | null> {
  const [code] = (await once(operator, 'close')) as [number | null];
  return code;
}

describe('the program under an older Node', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on to the operator, which ends in order', async (signal) => {
    const operator = await startedOperator();
    const log = text(operator.stdout as NodeJS.ReadableStream);
    operator.kill(signal);
    expect(await ended(operator)).toBe(0);
    expect(await log).toContain('operator stopped');
  });

  it('ends with 128 and the number of the signal that ended the operator', async () => {
    const operator = await startedOperator();
    // A signal that the operator does not handle.
    operator.kill('SIGHUP');
    expect(await ended(operator)).toBe(128 + 1);
  });
});
