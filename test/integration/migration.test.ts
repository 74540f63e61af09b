import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../src/api/manifest.ts';
import { COMMAND_LINE_MANAGER } from '../../src/api/meshinstall.ts';
import { convertPolicies } from '../../src/migration/convert/convert.ts';
import { START_MS, startTestCluster, STEP_MS, untilServed, type TestCluster } from '../support/cluster.ts';
import { runExample } from '../support/examples.ts';
import { ISTIO_API, istioCrds } from '../support/istio-api.ts';
import { POLICY_CASES } from '../support/migration/policies/index.ts';
import { WORLD } from '../support/migration/request.ts';

const crds = await istioCrds();
/** Where the CRDs cannot be had the tests are skipped, and their names say what they need. */
const withCrds = crds === undefined ? it.skip : it;

const READS = ['get', 'list', 'watch'];
const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'VirtualService'];

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster({ nodes: 1, audit: true });
  for (const name of ['shop', 'data', 'istiod']) await test.kubectl('create', 'namespace', name);
  if (crds === undefined) return;
  await test.kubectl('apply', '--server-side', '-f', crds);
  await untilServed(test.client, ...KINDS);
}, START_MS);

afterAll(async () => {
  await test.stop();
}, STEP_MS);

describe(`the CRDs of ${ISTIO_API}`, () => {
  withCrds(
    'take every policy that a conversion makes',
    async () => {
      for (const { policies } of POLICY_CASES) {
        const { objects } = convertPolicies([...WORLD, ...policies], { rootNamespace: 'istiod' });
        for (const object of objects) await test.client.create(object, { dryRun: true, fieldValidation: 'Strict' });
      }
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
      const env = { KUBECONFIG: test.cluster.kubeconfigPath };
      for (const command of ['assess', 'assess -o markdown', 'convert --root-namespace istiod']) {
        const { code, stderr } = await runExample({ command: `meshwright migrate ${command}` }, env);
        expect([code, stderr]).toEqual([0, expect.not.stringMatching(/^error:/m)]);
      }
      const events = await test.cluster.auditLog();
      const ours = events.filter(({ userAgent = '' }) => userAgent.startsWith(COMMAND_LINE_MANAGER));
      expect(ours.length).toBeGreaterThan(20);
      expect(ours.filter(({ verb }) => !READS.includes(verb))).toEqual([]);
    },
    STEP_MS,
  );
});
