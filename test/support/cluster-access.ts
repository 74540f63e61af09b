import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { load, loadAll, dump } from 'js-yaml';
import type { Manifest } from '../../src/api/manifest.ts';
import type { Devcluster } from '../../devcluster/index.ts';
import type { KubeClient } from '../../src/kube/operations.ts';

const OPERATOR_FILE = join(import.meta.dirname, '../../deploy/operator.yaml');
const RESTART_FILE = join(import.meta.dirname, '../../deploy/options/restart.yaml');

/** What an administrator has. */
interface AdminAccess {
  readonly cluster: Pick<Devcluster, 'kubeconfigPath'>;
  readonly client: Pick<KubeClient, 'apply'>;
  readonly kubectl: (...args: string[]) => Promise<string>;
}

/** One rule of a ClusterRole. */
export interface PolicyRule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
  readonly [field: string]: unknown;
}

/** A ClusterRole of the operator, as it is delivered. */
export type OperatorRole = Manifest & { rules: PolicyRule[] };

/** Everything of deploy/operator.yaml but the Deployment: the tests run the operator themselves. */
async function operatorManifests(): Promise<Manifest[]> {
  return (await manifestsIn(OPERATOR_FILE)).filter(({ kind }) => kind !== 'Deployment');
}

/** Everything of deploy/options/restart.yaml. */
export async function grantRestarts({ client }: Pick<AdminAccess, 'client'>): Promise<void> {
  for (const manifest of await manifestsIn(RESTART_FILE))
    await client.apply(manifest, { fieldManager: 'test', force: true });
}

/** What the roles of the operator permit: to do, those that are separate included, and to hand on. */
export async function deliveredRules(): Promise<Record<'own' | 'granted', PolicyRule[]>> {
  const manifests = [...(await operatorManifests()), ...(await manifestsIn(RESTART_FILE))];
  const roles = manifests.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role') as OperatorRole[];
  const isGranted = ({ metadata }: OperatorRole): boolean => metadata.name === 'meshwright-grants';
  const rulesOf = (some: readonly OperatorRole[]): PolicyRule[] => some.flatMap(({ rules }) => rules);
  return {
    own: rulesOf(roles.filter((role) => !isGranted(role))),
    granted: rulesOf(roles.filter(isGranted)),
  };
}

const manifestsIn = async (path: string): Promise<Manifest[]> => loadAll(await readFile(path, 'utf8')) as Manifest[];

/** The operator's ClusterRoles. */
export async function operatorRoles(): Promise<OperatorRole[]> {
  return (await operatorManifests()).filter(({ kind }) => kind === 'ClusterRole') as OperatorRole[];
}

/** Installs the operator's account and permissions. @returns the path of a kubeconfig that has these and no more */
export async function operatorAccess(test: AdminAccess): Promise<string> {
  const { client } = test;
  for (const manifest of await operatorManifests()) await client.apply(manifest, { fieldManager: 'test', force: true });
  return accessOf(test, 'meshwright', 'meshwright-system');
}

/** The path of a kubeconfig of a ServiceAccount, which has to be there. */
export async function accessOf(
  { cluster, kubectl }: Omit<AdminAccess, 'client'>,
  account: string,
  namespace: string,
): Promise<string> {
  const token = (await kubectl('create', 'token', account, `--namespace=${namespace}`)).trim();
  const config = load(await readFile(cluster.kubeconfigPath, 'utf8')) as { users: { name: string; user: object }[] };
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  const path = join(dirname(cluster.kubeconfigPath), `kubeconfig-of-${account}`);
  await writeFile(path, dump({ ...config, users }), { mode: 0o600 });
  return path;
}
