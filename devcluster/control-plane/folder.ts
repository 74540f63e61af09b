import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DevclusterError } from '../errors.ts';
import type { ControlPlaneSettings } from './arguments.ts';
import type { ClusterCertificates } from './certificates.ts';
import { auditPolicy, egressConfig, kubeconfig } from './config-files.ts';
import type { AdminAccess } from './config-files.ts';
import { layoutOf } from './layout.ts';
import type { Layout } from './layout.ts';
import { podStages } from '../kubelet/pod-stages.ts';
import { cleanStale, folderPrefix } from './stale.ts';

/**
 * Makes the folder of a new cluster: the given one, which must not exist yet, or a new one under the system's folder
 * for temporary files, where orphans of crashed runs are removed on the way.
 * @throws DevclusterError if the given folder exists.
 */
export async function makeFolder(given: string | undefined, log: (line: string) => void): Promise<Layout> {
  const parent = tmpdir();
  for (const folder of await cleanStale(parent)) log(`removed what a crashed run left in ${folder}`);
  const root = given === undefined ? await mkdtemp(join(parent, folderPrefix(process.pid))) : await makeGiven(given);
  const layout = layoutOf(root);
  const folders = [layout.pids, layout.pki(''), dirname(layout.log('etcd'))];
  await Promise.all(folders.map((folder) => mkdir(folder, { mode: 0o700 })));
  return layout;
}

// Everything in the folder is removed when the cluster stops: it must be ours from the beginning.
async function makeGiven(given: string): Promise<string> {
  const root = resolve(given);
  await mkdir(dirname(root), { recursive: true });
  await mkdir(root).catch((cause: unknown) => {
    throw new DevclusterError(`cannot make ${root} for the cluster's data: it exists, or may not be written`, {
      cause,
    });
  });
  return root;
}

/** Writes certificates, kubeconfig and configuration files; returns what an administrator connects with. */
export async function writeFiles(
  settings: ControlPlaneSettings,
  certificates: ClusterCertificates,
  egressSocket: string | undefined,
): Promise<AdminAccess> {
  const { layout, ports } = settings;
  const { authority, apiserver, admin, serviceAccountKey } = certificates;
  const access = { server: `https://127.0.0.1:${ports.apiserver}`, ca: authority.cert, ...admin };
  const files: Record<string, string> = {
    [layout.pki('ca.crt')]: authority.cert,
    [layout.pki('apiserver.crt')]: apiserver.cert,
    [layout.pki('apiserver.key')]: apiserver.key,
    [layout.pki('service-accounts.key')]: serviceAccountKey,
    [layout.kubeconfig]: kubeconfig(access),
    [layout.auditPolicy]: JSON.stringify(auditPolicy),
    [layout.podStages]: podStages(),
  };
  if (egressSocket !== undefined) files[layout.egressConfig] = JSON.stringify(egressConfig(egressSocket));
  const writes = Object.entries(files).map(([path, text]) => writeFile(path, text, { mode: 0o600 }));
  await Promise.all(writes);
  return access;
}
