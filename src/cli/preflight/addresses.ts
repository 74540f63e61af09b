import { render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { namesAddresses, serviceAddresses } from '../../core/upgrade/preflight/service-addresses.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { refusedAddresses } from '../../operator/steps/preflight/addresses.ts';
import type { HopView } from '../../operator/steps/preflight/index.ts';
import type { CheckedHop } from '../view/tables/preflight-table.ts';
import type { CheckedMesh } from './hops.ts';
import { liveOf } from './live.ts';

/** The addresses that there are, and what the apiserver has against those that are asked for. */
export async function addressesNow(
  client: KubeClient,
  manifests: readonly Manifest[],
): Promise<Pick<HopView, 'live'> & { readonly refusedAddresses: readonly string[] }> {
  const live = await liveOf(client, manifests.filter(namesAddresses));
  return { live, refusedAddresses: await refusedAddresses({ client, manifests, live }) };
}

/** An edit without a hop, in whose way only addresses can be; nothing where they are not. */
export async function checkedEdit(asked: CheckedMesh & { readonly installed: string }): Promise<CheckedHop[]> {
  const { client, name, spec, capabilities, renders, installed: from } = asked;
  const manifests = render({ name, spec: resolve(spec), capabilities, ...renders });
  const findings = serviceAddresses({ manifests, ...(await addressesNow(client, manifests)) });
  return findings.length === 0 ? [] : [{ from, to: spec.version, blocked: true, findings }];
}
