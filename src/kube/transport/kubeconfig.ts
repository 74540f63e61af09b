import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { InputError } from '../../api/errors.ts';

export type { KubeConfig } from '@kubernetes/client-node';

/** Where kubelet puts the token of a pod's ServiceAccount. */
const IN_CLUSTER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** What decides which cluster we talk to. Environment and home are handed in, not reached for. */
export interface KubeConfigSource {
  /** `--kubeconfig`: this file and no other. */
  path?: string;
  /** `--context`: instead of the file's current one. */
  context?: string;
  env: Readonly<Record<string, string | undefined>>;
  homeDir: string;
}

/** No usable configuration; the message says where we looked. */
class KubeConfigError extends InputError {
  override readonly name = 'KubeConfigError';
}

/**
 * Finds the cluster: the given path, else KUBECONFIG (several files are merged), else the pod's ServiceAccount, else
 * `~/.kube/config`. @throws KubeConfigError
 */
export function loadKubeConfig(source: KubeConfigSource): KubeConfig {
  const files = configFiles(source);
  const config = files === undefined ? loadInCluster() : loadFiles(files);
  if (source.context !== undefined) selectContext(config, source.context);
  if (config.getCurrentCluster() === null) {
    throw new KubeConfigError(`${describe(files)} has no current context with a cluster; choose one with --context`);
  }
  return config;
}

/** The same cluster as whoever has this token reaches it: nothing of the credentials that we have ourselves. */
export function withToken(config: KubeConfig, token: string): KubeConfig {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new KubeConfigError('there is no current context with a cluster');
  const theirs = new KubeConfig();
  theirs.loadFromClusterAndUser(cluster, { name: 'token', token });
  return theirs;
}

// Undefined stands for the ServiceAccount of the pod we run in.
function configFiles({ path, env, homeDir }: KubeConfigSource): string[] | undefined {
  if (path !== undefined) return [path];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  if (env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(IN_CLUSTER_TOKEN)) return undefined;
  return [join(homeDir, '.kube', 'config')];
}

function loadInCluster(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromCluster();
  return config;
}

function loadFiles(files: readonly string[]): KubeConfig {
  const [first, ...others] = files.map(loadFile);
  if (first === undefined) throw new KubeConfigError('no kubeconfig file given');
  try {
    for (const other of others) first.mergeConfig(other, true);
  } catch (cause) {
    throw new KubeConfigError(`cannot merge kubeconfig ${files.join(', ')}: ${messageOf(cause)}`, { cause });
  }
  return first;
}

function loadFile(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (cause) {
    throw new KubeConfigError(`cannot read kubeconfig ${file}: ${messageOf(cause)}`, { cause });
  }
  return config;
}

/** The usual reasons in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; name one with --kubeconfig or the variable KUBECONFIG',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** Without the part of the text that a parser shows below: it may be a key. */
function messageOf(cause: unknown): string {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0] ?? '';
}

function selectContext(config: KubeConfig, name: string): void {
  if (config.getContextObject(name) === null) {
    const known = config.getContexts().map((context) => context.name);
    throw new KubeConfigError(`no context ${name}; there are: ${known.join(', ')}`);
  }
  config.setCurrentContext(name);
}

function describe(files: readonly string[] | undefined): string {
  return files === undefined ? 'the pod' : `kubeconfig ${files.join(', ')}`;
}
