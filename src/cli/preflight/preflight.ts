import { API, type MeshInstall } from '../../api/meshinstall.ts';
import { parseSpec } from '../../api/validation/index.ts';
import { isInstalled } from '../../api/validation/namespaces.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import { KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { meshInstall, onCluster } from '../input/cluster.ts';
import { onlyMeshInstall, warnOfDoubts } from '../input/meshinstall-file.ts';
import { operatorInCharge } from '../operator/in-charge.ts';
import { warnOfOperator } from '../operator/look.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { preflightTable, type CheckedHop } from '../view/tables/preflight-table.ts';
import { checkedEdit } from './addresses.ts';
import { checkedHops, type CheckedMesh } from './hops.ts';
import { checkedInstallation } from './installation.ts';

/** Options of `meshwright preflight`. */
export interface PreflightOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly file?: string;
  readonly output: string;
}

/**
 * Prints what blocks each hop from what is installed to what is asked for, from the operator's own checks; where nothing
 * is installed, what a first installation would meet.
 * @returns 1 when a hop is blocked
 * @throws UsageError when the command is called wrongly; InvalidSpecError when the spec is, on whichever stop
 */
export async function preflightCommand(options: PreflightOptions, terminal: Terminal): Promise<number> {
  const { file, output } = options;
  const asked = file === undefined ? undefined : await onlyMeshInstall(file, terminal);
  const name = options.name ?? asked?.name;
  if (name === undefined) throw new UsageError('preflight of which mesh? Give its name, or a file with -f');
  const hops = await onCluster(options, terminal, async (client) => {
    const install = asked === undefined ? await meshInstall(client, name) : await foundInstall(client, name);
    if (asked === undefined && install !== undefined) warnOfDoubts(install.spec, terminal);
    const { renders } = await operatorInCharge(client, options);
    const place = { ...renders, isInstalled: install !== undefined && isInstalled(install) };
    const spec = parseSpec(asked?.spec ?? install?.spec, place);
    const capabilities = await readCapabilities(client.discovery);
    const mesh = { client, name, spec, capabilities, renders };
    const checked = await checkedWay(mesh, install?.status?.version);
    await warnOfOperator(client, options, terminal);
    return checked;
  });
  terminal.stdout.write(output === 'table' ? preflightTable(hops) : serialized({ hops }, output));
  return hops.some(({ blocked }) => blocked) ? 1 : 0;
}

async function checkedWay(mesh: CheckedMesh, installed: string | undefined): Promise<CheckedHop[]> {
  if (installed === undefined) return [await checkedInstallation(mesh)];
  return mesh.spec.version === installed ? checkedEdit({ ...mesh, installed }) : checkedHops({ ...mesh, installed });
}

/** What a file is compared with; undefined where it would be the first installation. */
async function foundInstall(client: KubeClient, name: string): Promise<MeshInstall | undefined> {
  try {
    return await client.get<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind, name });
  } catch (error) {
    if (error instanceof KindNotServedError) return undefined;
    throw error;
  }
}
