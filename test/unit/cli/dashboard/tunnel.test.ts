import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const KUBECONFIG = {
  'current-context': 'here',
  contexts: [{ name: 'here', context: { cluster: 'it', user: 'me' } }],
  clusters: [{ name: 'it', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'me', user: { token: 'none' } }],
};

/** Leads a port to a page until its standard input ends. */
const PROGRAM = `
import { EventEmitter } from 'node:events';
import { leadToPage } from ${JSON.stringify(pathToFileURL('src/cli/dashboard/tunnel.ts').href)};
const signals = new EventEmitter();
process.stdin.once('end', () => signals.emit('SIGINT', 'SIGINT')).resume();
const page = { to: { namespace: 'istio-system', pod: 'kiali', port: 20001 }, path: '/kiali' };
const { stdout, stderr } = process;
const terminal = { env: {}, homeDir: '/nowhere', stdout, stderr, signals };
await leadToPage(page, { port: '0', open: process.argv[2] === 'open', kubeconfig: process.argv[1] }, terminal);
`;

/** The program that shows a page on this machine. */
const BROWSER = process.platform === 'darwin' ? 'open' : 'xdg-open';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-tunnel-'));
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(KUBECONFIG));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs it with the programs of one folder only. */
function run(programs: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const line = ['--input-type=module', '--eval', PROGRAM, join(folder, 'kubeconfig'), ...args];
  return spawn(process.execPath, line, { env: { PATH: programs } });
}

/** Lets it end as somebody does who interrupts it. */
async function interrupted(tunnel: ChildProcessWithoutNullStreams) {
  tunnel.stdin.end();
  const closed = once(tunnel, 'close') as Promise<[code: number]>;
  const [stdout, stderr, [code]] = await Promise.all([text(tunnel.stdout), text(tunnel.stderr), closed]);
  return { code, stdout, stderr };
}

describe('--open', () => {
  it('hands the URL that is printed to the browser of the machine, as one argument', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const programs = join(folder, 'programs');
    const browser = `fetch('http://127.0.0.1:${port}', { method: 'POST', body: process.argv.slice(2).join(' and ') })`;
    await mkdir(programs);
    await writeFile(join(programs, BROWSER), `#!${process.execPath}\n${browser};\n`, { mode: 0o755 });
    const tunnel = run(programs, 'open');
    const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const shown = await text(request);
    response.end();
    server.close();
    const { code, stdout, stderr } = await interrupted(tunnel);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/kiali\n$/);
    expect(shown).toBe(stdout.trim());
  });

  it('says that there is no browser, and leads to the page all the same', async () => {
    const tunnel = run(join(folder, 'nothing'), 'open');
    const [warning] = (await once(tunnel.stderr, 'data')) as [Buffer];
    expect(warning.toString()).toBe(`warning: spawn ${BROWSER} ENOENT\n`);
    expect(tunnel.exitCode).toBeNull();
    expect(await interrupted(tunnel)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:/) as unknown });
  });

  it('is no matter where nobody asks for it', async () => {
    const tunnel = run(join(folder, 'nothing'));
    await once(tunnel.stdout, 'data');
    expect(await interrupted(tunnel)).toMatchObject({ code: 0, stderr: '' });
  });
});
