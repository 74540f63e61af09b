import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../../src/bridge/main.ts');
const COLLECTION = '/apis/admissionregistration.k8s.io/v1beta1/mutatingwebhookconfigurations';

let folder: string;
let bridge: ChildProcessWithoutNullStreams;
let address: string;
let startedWithinMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-'));
  await writeFile(join(folder, 'root.pem'), 'first root');
  const begin = performance.now();
  bridge = spawn(process.execPath, [MAIN, 'injector', '--port', '0', '--root', join(folder, 'root.pem')]);
  const [line] = (await once(createInterface(bridge.stderr), 'line')) as [string];
  startedWithinMs = performance.now() - begin;
  address = `http://${line.slice(line.lastIndexOf(' ') + 1)}`;
});

afterEach(async () => {
  bridge.kill('SIGTERM');
  await once(bridge, 'exit');
  await rm(folder, { recursive: true });
});

const get = async (path: string): Promise<unknown> => (await fetch(address + path)).json();

describe('the bridge of injector 1.1, as a process', () => {
  it('serves the one configuration, trusting the root of this moment', async () => {
    const bundles = async (): Promise<string[]> => {
      const { webhooks } = (await get(`${COLLECTION}/istio-sidecar-injector`)) as {
        webhooks: { clientConfig: { caBundle: string } }[];
      };
      return webhooks.map(({ clientConfig }) => Buffer.from(clientConfig.caBundle, 'base64').toString('utf8'));
    };
    expect(await bundles()).toEqual(['first root']);
    await writeFile(join(folder, 'root.pem'), 'second root');
    expect(await bundles()).toEqual(['second root']);
  });

  it('lists nothing, so that the injector has nothing to patch', async () => {
    const list = await get(
      `${COLLECTION}?fieldSelector=metadata.name%3Distio-sidecar-injector&limit=500&resourceVersion=0`,
    );
    expect(list).toMatchObject({
      kind: 'MutatingWebhookConfigurationList',
      metadata: { resourceVersion: '1' },
      items: [],
    });
  });

  it('holds the watch open with its headers sent', async () => {
    const watch = await fetch(`${address}${COLLECTION}?watch=true&timeoutSeconds=300`);
    expect(watch.status).toBe(200);
    await watch.body?.cancel();
  });

  it('refuses everything else, also writing', async () => {
    expect((await fetch(`${address}/api/v1/pods`)).status).toBe(404);
    expect((await fetch(`${address}${COLLECTION}/istio-sidecar-injector`, { method: 'PATCH' })).status).toBe(405);
  });

  it('says so when the root is not there, and goes on', async () => {
    await rm(join(folder, 'root.pem'));
    expect((await fetch(`${address}${COLLECTION}/istio-sidecar-injector`)).status).toBe(503);
    await writeFile(join(folder, 'root.pem'), 'root again');
    expect((await fetch(`${address}${COLLECTION}/istio-sidecar-injector`)).status).toBe(200);
  });

  it('starts at once and stays small', async () => {
    const status = await readFile(`/proc/${bridge.pid ?? 0}/status`, 'utf8');
    // Memory of its own: the rest of the resident set are pages of the node binary, shared and reclaimable.
    const kib = Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]);
    expect(kib).toBeLessThan(40 * 1024);
    // The bound is 300 ms on an idle machine; tests share theirs.
    expect(startedWithinMs).toBeLessThan(3000);
  });
});
