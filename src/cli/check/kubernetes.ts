import { kubernetesSupport, RELEASES } from '../../../charts/index.ts';
import type { ServerVersion } from '../../kube/operations.ts';
import { findingsOf, type CheckFinding } from './finding.ts';

/** Whether the cluster is one that meshes were tried on. */
export function checkKubernetes({ minor, gitVersion }: ServerVersion): CheckFinding {
  const { ok, failed, warning } = findingsOf('kubernetes');
  const { oldest, newestTested } = kubernetesSupport(RELEASES.at(-1) ?? '');
  const tried = `1.${oldest} to 1.${newestTested}`;
  if (minor < oldest) return failed(`${gitVersion} is older than what is supported (${tried})`, 'upgrade the cluster');
  if (minor > newestTested)
    return warning(`${gitVersion} is newer than what was tried (${tried})`, 'look for a newer release of Meshwright');
  return ok(`${gitVersion}; ${tried} are supported`);
}
