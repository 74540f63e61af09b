import { spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { renewedRoot } from '../../../src/cli/certificates/x509.ts';
import { asSupplied, filesOf } from '../../../src/core/certificates/authority-files.ts';
import { rootsOf } from '../../../src/core/readiness/certificates.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { conditionOf, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { INJECTOR, RotatingCluster, rootsInBundle } from '../../support/rotating-cluster.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const SHOP = 'shop';
const DAY_MS = 86_400_000;
/** The release whose proxies read no root but when they start: everything has to be restarted. */
const VERSION = '1.1.7';

let test: TestCluster;
let operator: RunningOperator;
let mesh: RotatingCluster;
let first: Manifest;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  mesh = new RotatingCluster(test, SHOP);
  await mesh.install(VERSION);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const AUTHORITY = namespacedRef('v1', 'Secret', 'istio-ca-secret');
const NEXT = namespacedRef('v1', 'Secret', 'istio-ca-next');

describe('a renewal of the root', () => {
  it(
    'keeps key and name of a root of one year, so that nothing changes for who trusts it, and keeps the old one',
    async () => {
      const made = await mesh.secret('istio-ca-secret');
      const { 'ca-cert.pem': pem = '', 'ca-key.pem': key = '' } = filesOf(made);
      const year = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 364 * DAY_MS) };
      const short = await renewedRoot(new X509Certificate(pem), createPrivateKey(key), year);
      const data = { 'ca-cert.pem': Buffer.from(short).toString('base64') };
      await test.client.patch(AUTHORITY, { data }, { type: 'merge', fieldManager: 'somebody' });
      await mesh.untilIssued('istio-ca-secret');
      const before = await mesh.secret('istio-ca-secret');
      const { code, stdout } = await mesh.certificates('renew', 'mesh', '--yes');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^the root is renewed with its key/)]);
      await mesh.untilIssued('istio-ca-secret');
      const after = new X509Certificate(filesOf(await mesh.secret('istio-ca-secret'))['ca-cert.pem'] ?? '');
      expect(after.validToDate.getTime()).toBeGreaterThan(Date.now() + 3640 * DAY_MS);
      expect(after.publicKey.equals(new X509Certificate(short).publicKey)).toBe(true);
      const { items } = await test.client.list({ apiVersion: 'v1', kind: 'Secret' }, { namespace: 'istio-system' });
      const kept = items.filter(({ metadata: { name } }) => name.startsWith('istio-ca-previous-'));
      expect(kept.map(filesOf)).toEqual([expect.objectContaining({ 'ca-cert.pem': filesOf(before)['ca-cert.pem'] })]);
      expect(conditionOf(await mesh.untilReason('Valid'), 'CertificatesValid')).toMatchObject({ status: 'True' });
    },
    STEP_MS,
  );

  it(
    'changes nothing when it is asked for again, and no proxy is called old',
    async () => {
      const once = await mesh.secret('istio-ca-secret');
      expect(await mesh.certificates('renew', 'mesh', '--yes')).toMatchObject({ code: 0 });
      expect(rootsOf(await mesh.secret('istio-ca-secret'))).toEqual(rootsOf(once));
      expect((await untilReady(test.client)).status?.certificates?.rootChangedAt).toBeUndefined();
    },
    STEP_MS,
  );
});

describe('a change of the root that citadel made', () => {
  it(
    'is a plan with nothing begun, of which no later step can be done first',
    async () => {
      first = await mesh.secret('istio-ca-secret');
      expect(await mesh.states()).toBe('next later later later later');
      const { code, stderr } = await mesh.rotate('--step', 'retire', '--yes');
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining('no change is under way; it begins with --step trust'),
      ]);
      expect(rootsOf(await mesh.secret('istio-ca-secret'))).toEqual(rootsOf(first));
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
      const { code, stderr } = await mesh.rotate('--step', 'trust', '--yes');
      if (code !== 0) expect(stderr).toBe('error: step "trust" is done: nothing was changed\n');
      expect(rootsOf(await mesh.secret('istio-ca-next'))).toEqual(rootsOf(next));
      expect(new Set(rootsOf(await mesh.secret('istio-ca-secret')))).toEqual(
        new Set([...rootsOf(first), ...rootsOf(next)]),
      );
    },
    2 * STEP_MS,
  );

  it(
    'hands both roots out, to webhooks, too, and status says so while the mesh stays Ready',
    async () => {
      await mesh.untilIssued('istio-ca-secret');
      const install = await mesh.untilReason('SeveralRoots');
      expect(conditionOf(install, 'CertificatesValid')).toMatchObject({ status: 'True' });
      await watchUntil(test.client, INJECTOR, (object) => rootsInBundle(object) === 2);
      expect(install.status?.certificates?.trustedRoots).toHaveLength(2);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it(
    'does not issue before everybody trusts both, and names who does not',
    async () => {
      const { code, stderr } = await mesh.rotate('--step', 'issue', '--yes');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /step "restart" before it is not finished: \d+ pods started before .*Deployment istio-system\//,
      );
      const said = await mesh.rotate('--step', 'restart', '--yes');
      expect(said.stdout).toMatch(/restarted: .*Deployment istio-system\/istio-pilot/);
      expect(said.stdout).toContain('kubectl -n shop rollout restart deployment web');
      await mesh.restartAll('done done next later later');
    },
    4 * STEP_MS,
  );

  it(
    'lets citadel sign under the new root, which no proxy has to be told of',
    async () => {
      await mesh.step('issue');
      await mesh.untilIssued('istio-ca-secret');
      await mesh.restartAll('done done done done next');
      const { status } = await mesh.untilReason('SeveralRoots');
      expect(status?.certificates?.rootChangedAt).toBeUndefined();
      await untilReady(test.client);
    },
    4 * STEP_MS,
  );

  it(
    'ends with one root, and leaves no certificate under the old one',
    async () => {
      await mesh.step('retire');
      await mesh.untilIssued('istio-ca-secret');
      await mesh.untilReason('Valid');
      expect(await mesh.plan()).toMatchObject({ complete: true });
      expect(rootsOf(await mesh.secret('istio-ca-secret'))).toEqual(rootsOf(await mesh.secret('istio-ca-next')));
      const { code, stdout } = await mesh.certificates('check', 'mesh');
      expect(code).toBe(0);
      expect(stdout).toMatch(/workloads\s+\d+ certificates? of (a workload|workloads), all under/);
    },
    STEP_MS,
  );

  it(
    'goes back by the same steps, to the very authority of before',
    async () => {
      await mesh.step('trust', '--back');
      await mesh.untilIssued('istio-ca-secret');
      await mesh.restartAll('done done next later later', '--back');
      await mesh.step('issue', '--back');
      await mesh.untilIssued('istio-ca-secret');
      await mesh.restartAll('done done done done next', '--back');
      await mesh.step('retire', '--back');
      await mesh.untilIssued('istio-ca-secret');
      expect(asSupplied(filesOf(await mesh.secret('istio-ca-secret')))).toEqual(asSupplied(filesOf(first)));
      await mesh.untilReason('Valid');
    },
    6 * STEP_MS,
  );
});
