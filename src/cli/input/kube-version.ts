import { capabilitiesOf, NEWEST_KUBERNETES } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * What the Kubernetes of `--kube-version` serves, the newest tested one without. Warns of one that nobody has tried.
 * @throws InvalidSpecError when it is no version, or too old
 */
export function kubeVersionCapabilities(version: string | undefined, { stderr }: Terminal): Capabilities {
  const newest = capabilitiesOf(NEWEST_KUBERNETES);
  if (version === undefined) return newest;
  const capabilities = capabilitiesOf(version);
  if (capabilities.minor > newest.minor)
    stderr.write(`warning: --kube-version: ${version}: not tested; ${NEWEST_KUBERNETES} is the newest that is\n`);
  return capabilities;
}
