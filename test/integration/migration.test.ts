import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import type { Manifest } from '../../src/api/manifest.ts';
import { convertPolicies } from '../../src/migration/convert/convert.ts';
import { copiedSecret } from '../../src/migration/plan/commands.ts';
import type { Plan } from '../../src/migration/plan/plan.ts';
import { authority } from '../support/certificates.ts';
import { START_MS, startTestCluster, STEP_MS, untilServed, type TestCluster } from '../support/cluster.ts';
import type { Outcome } from '../support/command-line.ts';
import { runExample } from '../support/examples.ts';
import { applyMesh } from '../support/mesh-install.ts';
import { CONVERTED_KINDS, GOLDEN_MESHES } from '../support/migration/golden.ts';
import { askedByMigrate, migrate } from '../support/migration/reads-only.ts';
import { ISTIO_API, istioCrds } from '../support/istio-api.ts';

const crds = await istioCrds();
/** Where the CRDs cannot be had the tests are skipped, and their names say what they need. */
const withCrds = crds === undefined ? it.skip : it;

const YEAR_MS = 365.5 * 86_400_000;
const encoded = (text: string): string => Buffer.from(text).toString('base64');

const KINDS = [...CONVERTED_KINDS, 'VirtualService'];

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1, audit: true });
  for (const name of ['shop', 'data', 'istiod', 'istio-system']) await test.kubectl('create', 'namespace', name);
  await applyMesh(test.client);
  if (crds === undefined) return;
  await test.kubectl('apply', '--server-side', '-f', crds);
  await untilServed(test.client, ...KINDS);
}, START_MS);

afterAll(async () => {
  await test.stop();
}, STEP_MS);

describe(`the CRDs of ${ISTIO_API}`, () => {
  withCrds(
    'take everything that a conversion makes',
    async () => {
      const made = GOLDEN_MESHES.flatMap((mesh) => convertPolicies(mesh, { rootNamespace: 'istiod' }).objects);
      const different = [...new Map(made.map((object) => [JSON.stringify(object), object])).values()];
      expect(new Set(different.map(({ kind }) => kind))).toEqual(new Set(CONVERTED_KINDS));
      const tries = different.map((object) => test.client.create(object, { dryRun: true, fieldValidation: 'Strict' }));
      await Promise.all(tries);
    },
    STEP_MS,
  );

  withCrds(
    'refuse what is no policy, so that taking says something',
    async () => {
      const metadata = { name: 'wrong', namespace: 'shop' };
      const spec = { portLevelMtls: { 80: { mode: 'STRICT' } } };
      const wrong: Manifest = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec };
      await expect(test.client.create(wrong, { dryRun: true })).rejects.toThrow(/portLevelMtls requires selector/);
    },
    STEP_MS,
  );

  withCrds(
    'serve what pilot 1.4 reads',
    async () => {
      const served = (await test.client.discovery.servedKinds()).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
      const read = ['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'EnvoyFilter'];
      const asked = read.map((kind) => `networking.istio.io/v1alpha3 ${kind}`);
      expect(served).toEqual(expect.arrayContaining([...asked, 'security.istio.io/v1beta1 AuthorizationPolicy']));
    },
    STEP_MS,
  );
});

describe('meshwright migrate', () => {
  it(
    'writes nothing to the cluster',
    async () => {
      const { outcomes, requests, writes } = await askedByMigrate(test);
      for (const { command, code, stderr } of outcomes)
        expect([command, code, stderr]).toEqual([command, 0, expect.not.stringMatching(/^error:/m)]);
      expect(requests).toBeGreaterThan(50);
      expect(writes).toEqual([]);
    },
    STEP_MS,
  );
});

describe('commands of a plan', () => {
  const inShell = async (command: string): Promise<Outcome> => {
    const PATH = `${dirname(await test.cluster.kubectlPath())}:${process.env['PATH'] ?? ''}`;
    return runExample({ command }, { KUBECONFIG: test.cluster.kubeconfigPath, PATH });
  };

  it(
    'give istiod the authority of the mesh as they are written, and show no key',
    async () => {
      const { pem } = authority({ name: 'mesh', notAfter: new Date(Date.now() + YEAR_MS) });
      const data = { 'ca-cert.pem': encoded(pem), 'ca-key.pem': encoded('a private key') };
      const metadata = { name: 'istio-ca-secret', namespace: 'istio-system' };
      await test.client.create({ apiVersion: 'v1', kind: 'Secret', type: 'istio.io/ca-root', metadata, data });
      const { stdout } = await migrate(test, 'plan --root-namespace next -o json');
      const { steps } = JSON.parse(stdout) as Plan;
      const { does, checks } = steps.find(({ title }) => title === 'One root of trust')!;
      expect(does[0]?.says).toMatch(/in 36[45] days: nothing to do/);
      const told = await inShell([...does, ...checks].flatMap(({ run = [] }) => run).join('\n'));
      expect([told.code, told.stderr]).toEqual([0, '']);
      expect(told.stdout).toMatch(/^the same$/m);
      expect(stdout + told.stdout).not.toContain(data['ca-key.pem']);
      const copy = await test.client.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'next', name: 'cacerts' });
      const cert = data['ca-cert.pem'];
      expect(copy?.['data']).toEqual({ ...data, 'root-cert.pem': cert, 'cert-chain.pem': cert });
    },
    STEP_MS,
  );

  it(
    'copy the Secret of a gateway whole, with its type',
    async () => {
      const data = { 'tls.crt': encoded('certificate'), 'tls.key': encoded('key') };
      const metadata = { name: 'web', namespace: 'shop' };
      await test.client.create({ apiVersion: 'v1', kind: 'Secret', type: 'example.com/web', metadata, data });
      expect(await inShell(copiedSecret('web', 'shop', 'data'))).toMatchObject({ code: 0, stderr: '' });
      const copy = await test.client.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'data', name: 'web' });
      expect(copy).toMatchObject({ type: 'example.com/web', data });
    },
    STEP_MS,
  );
});
