import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { filesOf } from '../../../src/core/certificates/authority-files.ts';
import { rootsOf } from '../../../src/core/readiness/certificates.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { RotatingCluster } from '../../support/rotating-cluster.ts';
import { watchUntil } from '../../support/watch-until.ts';
import { newAuthority } from '../../support/x509.ts';

const SHOP = 'shop';
/** The release whose proxies read no root but when they start: nothing has to be waited for. */
const VERSION = '1.1.7';
const CACERTS = namespacedRef('v1', 'Secret', 'cacerts');

let test: TestCluster;
let operator: RunningOperator;
let mesh: RotatingCluster;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supplied-'));
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  mesh = new RotatingCluster(test, SHOP);
  await mesh.install(VERSION);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
  await rm(folder, { recursive: true, force: true });
}, STEP_MS);

/** A folder with an authority of somebody. */
async function authorityOf(name: string): Promise<string> {
  const path = await mkdtemp(join(folder, 'ca-'));
  for (const [file, text] of Object.entries(await newAuthority(name))) await writeFile(join(path, file), text);
  return path;
}

/** Changes to the authority in a folder, step by step; citadel signs from one Secret before, and from the other after. */
async function changeTo(from: string, [before, after]: readonly [string, string]): Promise<void> {
  await mesh.step('trust', '--from', from);
  await mesh.untilIssued(before);
  await mesh.restartAll('done done next later later');
  await mesh.step('issue');
  await mesh.untilIssued(after);
  await mesh.restartAll('done done done done next');
  await mesh.step('retire');
  await mesh.untilIssued(after);
}

const citadel = async (): Promise<string | undefined> =>
  (await test.client.get(deploymentRef('istio-citadel')))?.metadata.uid;
const replaceKey = (text: string): Promise<unknown> => {
  const data = { 'ca-key.pem': Buffer.from(text).toString('base64') };
  return test.client.patch(CACERTS, { data }, { type: 'merge', fieldManager: 'somebody' });
};

describe('an authority of somebody', () => {
  it(
    'takes over from the one that citadel made, while every root is trusted that somebody still presents',
    async () => {
      await changeTo(await authorityOf('corporate'), ['istio-ca-secret', 'cacerts']);
      const { spec, status } = await mesh.untilReason('Valid');
      expect(spec.components).toEqual({ citadel: { selfSigned: false } });
      expect(status?.certificates).toMatchObject({ authority: 'cacerts' });
      expect(status?.certificates).not.toHaveProperty('rootChangedAt');
      await untilReady(test.client);
      expect((await mesh.certificates('check', 'mesh')).code).toBe(0);
    },
    5 * STEP_MS,
  );

  it(
    'is followed by the next one in the same way, which has to be given, and to have another name',
    async () => {
      const nothing = await mesh.rotate('--step', 'trust', '--yes');
      expect(nothing.stderr).toMatch(/signs with an authority of yours: give the next one, with --from FOLDER/);
      const twin = await mesh.rotate('--step', 'trust', '--yes', '--from', await authorityOf('corporate'));
      expect(twin.stderr).toMatch(/has the name of the one that is trusted, "O=corporate", and another key/);
      const before = rootsOf(await mesh.secret('cacerts'));
      await changeTo(await authorityOf('next corporate'), ['cacerts', 'cacerts']);
      expect(rootsOf(await mesh.secret('cacerts'))).not.toEqual(before);
      await mesh.untilReason('Valid');
    },
    5 * STEP_MS,
  );

  it(
    'that is replaced by one that does not work leaves the mesh as it runs, and keeps a hop from beginning',
    async () => {
      const running = await citadel();
      const { 'ca-key.pem': key = '' } = filesOf(await mesh.secret('cacerts'));
      await replaceKey('hunter2');
      const { status } = await mesh.untilReason('Unusable');
      expect(JSON.stringify(status?.conditions)).toContain('ca-key.pem holds no private key in PEM form');
      await applyMesh(test.client, { version: '1.2.10', components: { citadel: { selfSigned: false } } });
      const held = await watchUntil<MeshInstall>(
        test.client,
        meshRef(),
        (install) => conditionOf(install, 'Stalled')?.reason === 'PreflightFailed',
      );
      expect(conditionOf(held, 'Stalled')?.message).toMatch(
        /certificate-authority: Secret istio-system\/cacerts: ca-key/,
      );
      expect(await citadel()).toBe(running);
      await replaceKey(key);
      await watchUntil<MeshInstall>(test.client, meshRef(), (install) => install.status?.version === '1.2.10');
    },
    3 * STEP_MS,
  );
});
