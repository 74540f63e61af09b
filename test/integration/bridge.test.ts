import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { startDevcluster, type Devcluster } from '../../devcluster/index.ts';
import { passToApiserver } from '../../src/bridge/apiserver.ts';
import { answerMixer } from '../../src/bridge/mixer.ts';
import { serveBridge } from '../../src/bridge/serve.ts';
import { FakeClock } from '../support/fake-clock.ts';

interface KubeConfigFile {
  clusters: { cluster: { 'certificate-authority-data'?: string; 'certificate-authority'?: string } }[];
}

let cluster: Devcluster;
let folder: string;
let bridge: { port: number; close: () => Promise<void> };
const clock = new FakeClock();
const problems: string[] = [];

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${bridge.port}${path}`, init);
const run = async (...args: string[]): Promise<string> => {
  const { stdout, stderr, code } = await cluster.kubectl(args);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
};

function certificateAuthority(): string {
  const config = load(readFileSync(cluster.kubeconfigPath, 'utf8')) as KubeConfigFile;
  const { 'certificate-authority-data': data, 'certificate-authority': file } = config.clusters[0]!.cluster;
  return data === undefined ? readFileSync(file!, 'utf8') : Buffer.from(data, 'base64').toString('utf8');
}

beforeAll(async () => {
  cluster = await startDevcluster({ simulation: false });
  folder = await mkdtemp(join(tmpdir(), 'bridge-'));
  await run('create', 'serviceaccount', 'mixer');
  await run('create', 'clusterrolebinding', 'mixer', '--clusterrole=view', '--serviceaccount=default:mixer');
  await writeFile(join(folder, 'token'), await run('create', 'token', 'mixer'));
  await writeFile(join(folder, 'ca.crt'), certificateAuthority());
  const { hostname, port } = new URL(cluster.server);
  const access = {
    host: hostname,
    port: Number(port),
    tokenFile: join(folder, 'token'),
    caFile: join(folder, 'ca.crt'),
  };
  const log = (line: string): void => void problems.push(line);
  bridge = await serveBridge({ clock, log, answer: answerMixer, pass: passToApiserver(access, log) }, 0);
}, 900_000);

afterAll(async () => {
  await bridge.close();
  await cluster.stop();
  await rm(folder, { recursive: true });
});

const VANISHED = ['apps/v1beta2', 'extensions/v1beta1'];

describe('the bridge of mixer 1.0 before a real apiserver', () => {
  it.each(VANISHED)('answers the list of %s ReplicaSets with an empty one', async (apiVersion) => {
    const answer = await ask(`/apis/${apiVersion}/replicasets?limit=500&resourceVersion=0`);
    const list = { kind: 'ReplicaSetList', apiVersion, metadata: { resourceVersion: '1' }, items: [] };
    expect([answer.status, await answer.json()]).toEqual([200, list]);
  });

  it('holds the watches open for as long as they asked, over an hour of them', async () => {
    for (let minutes = 0; minutes < 60; minutes += 10) {
      const answer = await ask('/apis/apps/v1beta2/replicasets?watch=true&timeoutSeconds=600');
      const body = answer.text();
      await clock.advance(599_000);
      expect(await Promise.race([body, Promise.resolve('still open')])).toBe('still open');
      await clock.advance(1_000);
      expect(await body).toBe('');
    }
  });

  it('passes lists and watches of what is still served on to the apiserver', async () => {
    const pods = (await (await ask('/api/v1/pods')).json()) as { kind: string };
    const replicaSets = (await (await ask('/apis/apps/v1/replicasets')).json()) as { kind: string };
    expect([pods.kind, replicaSets.kind]).toEqual(['PodList', 'ReplicaSetList']);
    const watch = await ask('/api/v1/replicationcontrollers?watch=true&timeoutSeconds=60');
    const reader = watch.body!.getReader();
    await run('create', '-f', join(import.meta.dirname, '..', 'fixtures', 'replication-controller.yaml'));
    const { value } = (await reader.read()) as { value: Uint8Array };
    expect(Buffer.from(value).toString('utf8')).toContain('"type":"ADDED"');
    await reader.cancel();
  });

  it('has no privilege of its own: what the account may not do is refused', async () => {
    expect((await ask('/api/v1/secrets')).status).toBe(403);
    expect((await ask('/api/v1/namespaces', { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('uses a rotated token from the next request on', async () => {
    await run('create', 'serviceaccount', 'nobody');
    await writeFile(join(folder, 'token'), await run('create', 'token', 'nobody'));
    expect((await ask('/api/v1/pods')).status).toBe(403);
    await writeFile(join(folder, 'token'), await run('create', 'token', 'mixer'));
    expect((await ask('/api/v1/pods')).status).toBe(200);
  });

  it('refuses an apiserver whose certificate it cannot verify, and logs no token', async () => {
    const trusted = certificateAuthority();
    await writeFile(join(folder, 'ca.crt'), '');
    const other = await ask('/api/v1/pods', { headers: { connection: 'close' } });
    await writeFile(join(folder, 'ca.crt'), trusted);
    expect(other.status).toBe(502);
    expect(problems.join('\n')).toContain('certificate');
    expect(problems.join('\n')).not.toContain(readFileSync(join(folder, 'token'), 'utf8').trim());
  });
});
