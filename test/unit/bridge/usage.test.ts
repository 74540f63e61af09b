import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../../src/bridge/main.ts');

const bridge = (...args: string[]) => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env });
  return { status, stderr };
};

describe('the bridge, called wrongly', () => {
  it.each([
    [[], '--port is missing'],
    [['mixer'], '--port is missing'],
    [['mixer', '--port', 'https'], '--port: "https" is no port'],
    [['--port', '0'], 'there is no command "--port"'],
    [['pilot', '--port', '0'], 'there is no command "pilot"'],
    [['injector', '--port', '0'], '--root is missing'],
  ])('says in one line what is wrong and how it is called: %j', (args, problem) => {
    const usage = 'usage: bridge mixer|injector|wait --port P [--root FILE] [--account FOLDER]';
    expect(bridge(...args)).toEqual({ status: 2, stderr: `error: ${problem}; ${usage}\n` });
  });

  it('says in one line that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { status, stderr } = bridge('mixer', '--port', String(port));
    taken.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*EADDRINUSE[^\n]*\n$/);
  });
});
