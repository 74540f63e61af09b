import { render, resolve } from '../../charts/index.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { Manifest } from '../api/manifest.ts';
import { API, type MeshInstall } from '../api/meshinstall.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import { parseSpecOf } from '../api/validation/index.ts';
import { proxiesOfMesh } from '../core/data-plane/proxy-stats.ts';
import { isPodOwner } from '../core/model/workloads.ts';
import { identityOf, idOf, refOf } from '../core/model/object-id.ts';
import { pathBetween } from '../core/upgrade/path.ts';
import { holdBy, type AuthoritySeen } from '../core/upgrade/preflight/index.ts';
import { namesAddresses, serviceAddresses } from '../core/upgrade/preflight/service-addresses.ts';
import { SUPPLIED_CA_SECRET } from '../core/readiness/authority.ts';
import { readCapabilities } from '../kube/discovery/capabilities.ts';
import { isForbidden } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';
import { systemClock } from '../runtime/clock.ts';
import { refusedAddresses } from '../operator/steps/preflight/addresses.ts';
import { preflightHop, type HopView } from '../operator/steps/preflight/index.ts';
import { listProxies } from '../operator/caches/proxy-cache.ts';
import { ROUTES } from '../operator/pass/routes.ts';
import { preflightInputs } from '../operator/steps/preflight/inputs.ts';
import { meshInstall, onCluster } from './input/cluster.ts';
import { onlyMeshInstall, warnOfDoubts } from './input/meshinstall-file.ts';
import { warnOfOperator } from './operator/look.ts';
import type { ClusterOptions, OperatorOptions } from './program/options.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';
import { preflightTable, type CheckedHop } from './view/tables/preflight-table.ts';

/** Options of `meshwright preflight`. */
export interface PreflightOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly file?: string;
  readonly output: string;
}

/**
 * Prints what blocks each hop from what is installed to what is asked for, from the operator's own checks.
 * @returns 1 when a hop is blocked
 * @throws UsageError when the command is called wrongly; InvalidSpecError when the spec is, on whichever stop
 */
export async function preflightCommand(options: PreflightOptions, terminal: Terminal): Promise<number> {
  const { file, output } = options;
  const asked = file === undefined ? undefined : await onlyMeshInstall(file, terminal);
  const name = options.name ?? asked?.name;
  if (name === undefined) throw new UsageError('preflight of which mesh? Give its name, or a file with -f');
  const hops = await onCluster(options, terminal, async (client) => {
    const install = await meshInstall(client, name);
    if (asked === undefined) warnOfDoubts(install.spec, terminal);
    const checked = await checkedHops(client, install, asked?.spec ?? parseSpecOf(install));
    await warnOfOperator(client, options, terminal);
    return checked;
  });
  terminal.stdout.write(output === 'table' ? preflightTable(hops) : serialized({ hops }, output));
  return hops.some(({ blocked }) => blocked) ? 1 : 0;
}

async function checkedHops(client: KubeClient, install: MeshInstall, spec: MeshInstallSpec): Promise<CheckedHop[]> {
  const installed = install.status?.version;
  const capabilities = await readCapabilities(client.discovery);
  const stops = installed === undefined ? [] : pathBetween(installed, spec.version, ROUTES.releases);
  if (installed === undefined || stops.length === 0) return checkedEdit(client, install, spec, capabilities);
  const checked: CheckedHop[] = [];
  for (const [i, to] of stops.entries()) {
    const from = stops[i - 1] ?? installed;
    const resolved = resolve({ ...spec, version: to });
    const manifests = render({ name: install.metadata.name, spec: resolved, capabilities });
    const view =
      i === 0 ? await viewNow(client, manifests, resolved.namespace, from) : viewLater(resolved.namespace, from);
    const findings = await preflightHop(preflightInputs, { ...view, client, capabilities, from, to, manifests });
    checked.push({ from, to, blocked: holdBy(findings, { restarts: false, settles: false }) !== undefined, findings });
  }
  return checked;
}

/** Without a hop only addresses can be in the way of a spec. */
async function checkedEdit(
  client: KubeClient,
  install: MeshInstall,
  spec: MeshInstallSpec,
  capabilities: Capabilities,
): Promise<CheckedHop[]> {
  const manifests = render({ name: install.metadata.name, spec: resolve(spec), capabilities });
  const live = await liveOf(client, manifests.filter(namesAddresses));
  const refused = await refusedAddresses({ client, manifests, live });
  const findings = serviceAddresses({ manifests, live, refusedAddresses: refused });
  const from = install.status?.version ?? 'nothing';
  return findings.length === 0 ? [] : [{ from, to: spec.version, blocked: true, findings }];
}

type View = Pick<HopView, 'live' | 'proxies' | 'current' | 'namespace' | 'authority' | 'refusedAddresses'>;

/** What there is before the first hop. */
async function viewNow(
  client: KubeClient,
  manifests: readonly Manifest[],
  namespace: string,
  version: string,
): Promise<View> {
  const [proxies, meshes, live, authority] = await Promise.all([
    listProxies(client),
    client.list({ apiVersion: API.apiVersion, kind: API.kind }, { metadataOnly: true }),
    liveOf(
      client,
      manifests.filter((manifest) => isPodOwner(manifest) || namesAddresses(manifest)),
    ),
    authorityIn(client, namespace),
  ]);
  return {
    live,
    refusedAddresses: await refusedAddresses({ client, manifests, live }),
    proxies: proxiesOfMesh(proxies, namespace, meshes.items.length === 1),
    current: { version },
    namespace,
    authority,
  };
}

/** Who may not read Secrets is told so, and everything else. */
async function authorityIn(client: KubeClient, namespace: string): Promise<AuthoritySeen> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: SUPPLIED_CA_SECRET };
  try {
    return { secret: await client.get(ref), now: new Date(systemClock.now()) };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { unread: error instanceof Error ? error.message : String(error) };
  }
}

/** What there is of these objects. */
async function liveOf(client: KubeClient, manifests: readonly Manifest[]): Promise<HopView['live']> {
  const found = await Promise.all(manifests.map((manifest) => client.get(refOf(idOf(manifest)))));
  const there = new Map(found.filter((object) => object !== undefined).map((object) => [identityOf(object), object]));
  return (manifest) => there.get(identityOf(manifest));
}

/** Before later hops nobody knows what there will be. */
const viewLater = (namespace: string, version: string): View => ({
  live: () => undefined,
  current: { version },
  namespace,
});
