import { imageArchitectures, kubernetesSupport, proxyImage, render, resolve } from '../../../charts/index.ts';
import { preflightInstallation } from '../../core/upgrade/preflight/index.ts';
import { nodesSeen } from '../../operator/steps/preflight/nodes.ts';
import type { CheckedHop } from '../view/tables/preflight-table.ts';
import { addressesNow } from './addresses.ts';
import { authorityIn } from './authority.ts';
import type { CheckedMesh } from './hops.ts';

/** A first installation, with what it would meet. The operator begins one all the same: nothing is there to be kept. */
export async function checkedInstallation(asked: CheckedMesh): Promise<CheckedHop> {
  const { client, name, spec, capabilities, renders } = asked;
  const mesh = { name, spec: resolve(spec), capabilities, ...renders };
  const { namespace } = mesh.spec;
  const { version: to } = spec;
  const manifests = render(mesh);
  const [nodes, authority, addresses] = await Promise.all([
    nodesSeen(client),
    authorityIn(client, namespace),
    addressesNow(client, manifests),
  ]);
  const findings = preflightInstallation({
    to,
    kubernetes: capabilities.minor,
    support: kubernetesSupport(to),
    namespace,
    authority,
    ...addresses,
    manifests,
    nodes,
    sidecar: proxyImage(mesh),
    architecturesOf: imageArchitectures,
  });
  return { to, blocked: findings.some(({ severity }) => severity === 'block'), findings };
}
