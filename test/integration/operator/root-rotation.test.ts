import { spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { renewedRoot } from '../../../src/cli/certificates/x509.ts';
import { asSupplied, filesOf } from '../../../src/core/certificates/authority-files.ts';
import { rootsOf } from '../../../src/core/readiness/certificates.ts';
import type { RotationPlan } from '../../../src/core/rotation/plan.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { commandLine, type Outcome } from '../../support/command-line.ts';
import { applyMesh, conditionOf, meshRef, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { INJECTOR, rootsInBundle, workloadWithSidecar } from '../../support/trusting.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const SHOP = 'shop';
const DAY_MS = 86_400_000;
/** The release whose proxies read no root but when they start: everything has to be restarted. */
const VERSION = '1.1.7';

let test: TestCluster;
let operator: RunningOperator;
let first: Manifest;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await test.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: SHOP } });
  await test.client.create(workloadWithSidecar(SHOP, VERSION));
  await applyMesh(test.client, { version: VERSION });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const AUTHORITY = namespacedRef('v1', 'Secret', 'istio-ca-secret');
const NEXT = namespacedRef('v1', 'Secret', 'istio-ca-next');

async function read(ref: typeof AUTHORITY): Promise<Manifest> {
  const object = await test.client.get(ref);
  if (object === undefined) throw new Error(`${ref.name} is not there`);
  return object;
}

const certificates = (...args: string[]): Promise<Outcome> =>
  commandLine(['certificates', ...args, '--kubeconfig', test.cluster.kubeconfigPath]);
const rotate = (...args: string[]): Promise<Outcome> => certificates('rotate', 'mesh', ...args);
const doStep = async (step: string, ...args: string[]): Promise<void> => {
  const { code, stderr } = await rotate('--step', step, '--yes', ...args);
  expect([code, stderr]).toEqual([0, '']);
};

type Plan = RotationPlan & { readonly complete: boolean };
const planNow = async (...args: string[]): Promise<Plan> =>
  JSON.parse((await rotate('-o', 'json', ...args)).stdout) as Plan;
const states = ({ steps }: Plan): string => steps.map(({ state }) => state).join(' ');

/** Restarts whatever a step names, as its reader does, until it is done. The other side of it is whole seconds. */
async function restartAll(until: string, ...args: string[]): Promise<void> {
  for (;;) {
    const plan = await planNow(...args);
    if (states(plan) === until) return;
    if (plan.restart.length > 0) await doStep('restart', ...args);
    for (const { kind, namespace, name } of plan.restart)
      if (namespace === SHOP) await test.kubectl('-n', SHOP, 'rollout', 'restart', kind.toLowerCase(), name);
    for (const { kind, namespace, name } of plan.restart)
      await test.kubectl('-n', namespace, 'rollout', 'status', kind.toLowerCase(), name, '--timeout=50s');
  }
}

/** Waits until citadel has issued everything with the roots that it hands out now. */
async function untilIssued(): Promise<void> {
  const roots = rootsOf(await read(AUTHORITY))
    .toSorted()
    .join();
  const { items } = await test.client.list(
    { apiVersion: 'v1', kind: 'Secret' },
    { fieldSelector: 'type=istio.io/key-and-cert' },
  );
  for (const {
    metadata: { name, namespace = '' },
  } of items)
    await watchUntil(
      test.client,
      { apiVersion: 'v1', kind: 'Secret', namespace, name },
      (secret) => rootsOf(secret).toSorted().join() === roots,
    );
}

const untilReason = (reason: string): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), (mesh) => conditionOf(mesh, 'CertificatesValid')?.reason === reason);

describe('a renewal of the root', () => {
  it(
    'keeps key and name of a root of one year, so that nothing changes for who trusts it, and keeps the old one',
    async () => {
      const made = await read(AUTHORITY);
      const { 'ca-cert.pem': pem = '', 'ca-key.pem': key = '' } = filesOf(made);
      const year = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 364 * DAY_MS) };
      const short = await renewedRoot(new X509Certificate(pem), createPrivateKey(key), year);
      const data = { 'ca-cert.pem': Buffer.from(short).toString('base64') };
      await test.client.patch(AUTHORITY, { data }, { type: 'merge', fieldManager: 'somebody' });
      await untilIssued();
      const before = await read(AUTHORITY);
      const { code, stdout } = await certificates('renew', 'mesh', '--yes');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^the root is renewed with its key/)]);
      await untilIssued();
      const after = new X509Certificate(filesOf(await read(AUTHORITY))['ca-cert.pem'] ?? '');
      expect(after.validToDate.getTime()).toBeGreaterThan(Date.now() + 3640 * DAY_MS);
      expect(after.publicKey.equals(new X509Certificate(short).publicKey)).toBe(true);
      const { items } = await test.client.list({ apiVersion: 'v1', kind: 'Secret' }, { namespace: 'istio-system' });
      const kept = items.filter(({ metadata: { name } }) => name.startsWith('istio-ca-previous-'));
      expect(kept.map(filesOf)).toEqual([expect.objectContaining({ 'ca-cert.pem': filesOf(before)['ca-cert.pem'] })]);
      expect(conditionOf(await untilReason('Valid'), 'CertificatesValid')).toMatchObject({ status: 'True' });
    },
    STEP_MS,
  );

  it(
    'changes nothing when it is asked for again, and no proxy is called old',
    async () => {
      const once = await read(AUTHORITY);
      expect(await certificates('renew', 'mesh', '--yes')).toMatchObject({ code: 0 });
      expect(rootsOf(await read(AUTHORITY))).toEqual(rootsOf(once));
      expect((await untilReady(test.client)).status?.certificates?.rootChangedAt).toBeUndefined();
    },
    STEP_MS,
  );
});

describe('a change of the root that citadel made', () => {
  it(
    'is a plan with nothing begun, of which no later step can be done first',
    async () => {
      first = await read(AUTHORITY);
      expect(states(await planNow())).toBe('next later later later later');
      const { code, stderr } = await rotate('--step', 'retire', '--yes');
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining('no change is under way; it begins with --step trust'),
      ]);
      expect(rootsOf(await read(AUTHORITY))).toEqual(rootsOf(first));
    },
    STEP_MS,
  );

  it(
    'goes on from where it was when the command is killed in the middle of a step',
    async () => {
      const { NODE_OPTIONS: _, ...env } = process.env;
      const args = ['src/main.ts', 'certificates', 'rotate', 'mesh', '--step', 'trust', '--yes'];
      const killed = spawn(process.execPath, [...args, '--kubeconfig', test.cluster.kubeconfigPath], {
        env,
        stdio: 'ignore',
      });
      const ended = once(killed, 'exit');
      const next = await watchUntil(test.client, NEXT);
      killed.kill('SIGKILL');
      await ended;
      // Where it was killed is chance: the step may be done, or anywhere in between.
      const { code, stderr } = await rotate('--step', 'trust', '--yes');
      if (code !== 0) expect(stderr).toBe('error: step "trust" is done: nothing was changed\n');
      expect(rootsOf(await read(NEXT))).toEqual(rootsOf(next));
      expect(new Set(rootsOf(await read(AUTHORITY)))).toEqual(new Set([...rootsOf(first), ...rootsOf(next)]));
    },
    2 * STEP_MS,
  );

  it(
    'hands both roots out, to webhooks, too, and status says so while the mesh stays Ready',
    async () => {
      await untilIssued();
      const mesh = await untilReason('SeveralRoots');
      expect(conditionOf(mesh, 'CertificatesValid')).toMatchObject({ status: 'True' });
      await watchUntil(test.client, INJECTOR, (object) => rootsInBundle(object) === 2);
      expect(mesh.status?.certificates?.trustedRoots).toHaveLength(2);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'does not issue before everybody trusts both, and names who does not',
    async () => {
      const { code, stderr } = await rotate('--step', 'issue', '--yes');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /step "restart" before it is not finished: \d+ pods started before .*Deployment istio-system\//,
      );
      const said = await rotate('--step', 'restart', '--yes');
      expect(said.stdout).toMatch(/restarted: .*Deployment istio-system\/istio-pilot/);
      expect(said.stdout).toContain('kubectl -n shop rollout restart deployment web');
      await restartAll('done done next later later');
    },
    4 * STEP_MS,
  );

  it(
    'lets citadel sign under the new root, which no proxy has to be told of',
    async () => {
      await doStep('issue');
      await untilIssued();
      await restartAll('done done done done next');
      const { status } = await untilReason('SeveralRoots');
      expect(status?.certificates?.rootChangedAt).toBeUndefined();
      await untilReady(test.client);
    },
    4 * STEP_MS,
  );

  it(
    'ends with one root, and leaves no certificate under the old one',
    async () => {
      await doStep('retire');
      await untilIssued();
      await untilReason('Valid');
      expect(await planNow()).toMatchObject({ complete: true });
      expect(rootsOf(await read(AUTHORITY))).toEqual(rootsOf(await read(NEXT)));
      const { code, stdout } = await certificates('check', 'mesh');
      expect(code).toBe(0);
      expect(stdout).toMatch(/workloads\s+\d+ certificates of workloads, all under/);
    },
    STEP_MS,
  );

  it(
    'goes back by the same steps, to the very authority of before',
    async () => {
      await doStep('trust', '--back');
      await untilIssued();
      await restartAll('done done next later later', '--back');
      await doStep('issue', '--back');
      await untilIssued();
      await restartAll('done done done done next', '--back');
      await doStep('retire', '--back');
      await untilIssued();
      expect(asSupplied(filesOf(await read(AUTHORITY)))).toEqual(asSupplied(filesOf(first)));
      await untilReason('Valid');
    },
    6 * STEP_MS,
  );
});
