import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Devcluster } from '../../devcluster/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { timed } from '../numbers/rounds.ts';
import { inFolder } from './files.ts';
import { runProgram } from './program.ts';
import { inTwoSteps } from './raw.ts';

/** Milliseconds until all pods are available, for who has the objects in two files and types the commands at once. */
export async function installByKubectl(cluster: Devcluster, objects: readonly Manifest[]): Promise<number> {
  const program = await cluster.kubectlPath();
  const kubectl = (...args: string[]) => runProgram(program, [`--kubeconfig=${cluster.kubeconfigPath}`, ...args]);
  const established = () => kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=5m');
  // On a CRD so new that it has no conditions kubectl fails, and whoever typed it types it again.
  const { first, then } = inTwoSteps(objects);
  return inFolder(async (folder) => {
    const [crds, rest] = [join(folder, 'crds.json'), join(folder, 'rest.json')];
    await Promise.all([writeFile(crds, listOf(first)), writeFile(rest, listOf(then))]);
    return timed(async () => {
      await kubectl('apply', '--server-side', '-f', crds);
      await established().catch(established);
      await kubectl('apply', '--server-side', '-f', rest);
      await kubectl('wait', '--for=condition=Available', 'deployment', '--all', '--all-namespaces', '--timeout=10m');
    });
  });
}

const listOf = (items: readonly Manifest[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
