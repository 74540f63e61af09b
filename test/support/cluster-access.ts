import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { load, loadAll, dump } from 'js-yaml';
import type { Manifest } from '../../src/api/manifest.ts';
import type { TestCluster } from './cluster.ts';

const OPERATOR_FILE = join(import.meta.dirname, '../../deploy/operator.yaml');

/** One rule of a ClusterRole. */
export interface PolicyRule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly verbs: string[];
  readonly [field: string]: unknown;
}

/** The ClusterRole of the operator, as it is delivered. */
export type OperatorRole = Manifest & { rules: PolicyRule[] };

/** Everything of deploy/operator.yaml but the Deployment: the tests run the operator themselves. */
async function operatorManifests(): Promise<Manifest[]> {
  const documents = loadAll(await readFile(OPERATOR_FILE, 'utf8')) as Manifest[];
  return documents.filter(({ kind }) => kind !== 'Deployment');
}

/** The operator's ClusterRole. */
export async function operatorRole(): Promise<OperatorRole> {
  return (await operatorManifests()).find(({ kind }) => kind === 'ClusterRole') as OperatorRole;
}

/** Installs the operator's account and permissions. @returns the path of a kubeconfig that has these and no more */
export async function operatorAccess(test: TestCluster): Promise<string> {
  const { client } = test;
  for (const manifest of await operatorManifests()) await client.apply(manifest, { fieldManager: 'test', force: true });
  return accessOf(test, 'meshwright', 'meshwright-system');
}

/** The path of a kubeconfig of a ServiceAccount, which has to be there. */
export async function accessOf({ cluster, kubectl }: TestCluster, account: string, namespace: string): Promise<string> {
  const token = (await kubectl('create', 'token', account, `--namespace=${namespace}`)).trim();
  const config = load(await readFile(cluster.kubeconfigPath, 'utf8')) as { users: { name: string; user: object }[] };
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  const path = join(dirname(cluster.kubeconfigPath), `kubeconfig-of-${account}`);
  await writeFile(path, dump({ ...config, users }), { mode: 0o600 });
  return path;
}
