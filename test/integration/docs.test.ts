import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { START_MS, startTestCluster, STEP_MS, untilServed, type TestCluster } from '../support/cluster.ts';
import { blockOf, scriptsOf } from '../support/documents.ts';
import { runExample } from '../support/examples.ts';
import { untilReady } from '../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../support/operator.ts';
import { newAuthority } from '../support/x509.ts';

const RUNBOOKS = globSync('docs/runbooks/*.md').filter((page) => scriptsOf(page).length > 0);

/** In an order in which one cluster can follow them all. */
const PAGES = [
  'docs/install.md',
  'docs/mixer.md',
  'docs/upgrade.md',
  'docs/data-plane.md',
  'docs/troubleshooting.md',
  'README.md',
  'docs/certificates.md',
  'docs/adopt.md',
  'docs/air-gapped.md',
  ...RUNBOOKS,
  'docs/deletion.md',
];

/** Pages whose commands other tests run; of docs/gitops.md all but the edit, which is made another way there. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/cli.md': 'test/unit/cli/examples.test.ts',
  'docs/console.md': 'test/integration/console-access.test.ts',
  'docs/gitops.md': 'test/integration/operator/observe.test.ts',
  'docs/helm.md': 'test/integration/packages.test.ts',
  'docs/import.md': 'test/unit/cli/import.test.ts',
  'docs/migration.md': 'test/unit/cli/migrate/documented.test.ts',
  'docs/operations.md': 'test/integration/operator-absent.test.ts',
  'docs/proxy.md': 'test/integration/proxy.test.ts',
  'docs/testing.md': 'test/integration/chaos.test.ts',
  'docs/way-on.md': 'test/unit/cli/migrate/documented.test.ts',
  // What is published cannot be looked at before it is; what it is made by can.
  'docs/releases.md': 'test/integration/release.test.ts',
  // Asks a registry that answers audits, as every release does.
  'SECURITY.md': '.github/workflows/release.yml',
};

/** What a reader has in a folder: a mesh from before mixer's configuration changed, and a rule of its own. */
const MESH = {
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh' },
  spec: { version: '1.1.17', profile: 'default' },
};
const CHECKER = {
  apiVersion: 'config.istio.io/v1alpha2',
  kind: 'listchecker',
  metadata: { name: 'allowed', namespace: 'default' },
  spec: { overrides: ['v1'], blacklist: false },
};

let test: TestCluster;
let operator: RunningOperator;
let folder: string;
let path: string;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  folder = await mkdtemp(join(tmpdir(), 'meshwright-docs-'));
  for (const name of ['crds', 'deploy', 'examples']) await cp(name, join(folder, name), { recursive: true });
  // docs/install.md: a kustomization beside a clone.
  await cp('deploy', join(folder, 'meshwright/deploy'), { recursive: true });
  await writeFile(join(folder, 'kustomization.yaml'), blockOf('docs/install.md', '# kustomization.yaml\n'));
  await writeFile(join(folder, 'mesh.yaml'), JSON.stringify(MESH));
  path = `${dirname(await test.cluster.kubectlPath())}:${process.env['PATH'] ?? ''}`;
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
  await rm(folder, { recursive: true, force: true });
}, STEP_MS);

/** Pages that are about any mesh call it MESH. */
const runInFolder = (script: string) =>
  runExample(
    { command: script.replaceAll(/\bMESH\b/g, 'mesh') },
    { KUBECONFIG: test.cluster.kubeconfigPath, PATH: path },
    folder,
  );

/** What has to be there before a page can be followed. */
const BEFORE: Readonly<Record<string, () => Promise<void>>> = {
  'docs/mixer.md': async () => {
    await untilServed(test.client, CHECKER.kind);
    await test.client.create(CHECKER);
  },
  // As docs/mixer.md says.
  'docs/upgrade.md': async () => {
    await test.client.delete({ ...CHECKER, ...CHECKER.metadata });
  },
  'README.md': async () => {
    await untilReady(test.client);
  },
  // What the page makes with openssl.
  'docs/certificates.md': async () => {
    const files = await newAuthority('root');
    await mkdir(join(folder, 'ca'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'ca', name), text);
  },
};

describe('the commands of', () => {
  it('every page are tried, here or elsewhere', () => {
    const pages = globSync(['*.md', 'docs/**/*.md', 'devcluster/*.md']).filter((page) => scriptsOf(page).length > 0);
    expect(pages.sort()).toEqual([...PAGES, ...Object.keys(ELSEWHERE)].sort());
  });

  it.each(PAGES)(
    '%s do what they say',
    async (page) => {
      await BEFORE[page]?.();
      for (const script of scriptsOf(page)) {
        const { code, stderr } = await runInFolder(script);
        expect({ script, code, stderr: code === 0 ? '' : stderr }).toEqual({ script, code: 0, stderr: '' });
      }
    },
    4 * STEP_MS,
  );
});
