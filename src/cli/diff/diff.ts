import type { Manifest } from '../../api/manifest.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';
import { API, type MeshInstall } from '../../api/meshinstall.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isForbidden } from '../../kube/errors.ts';
import { othersAutoscalers } from '../../operator/steps/others-fields.ts';
import { meshInstall, onCluster } from '../input/cluster.ts';
import { compare, type Difference } from './compare.ts';
import { isObserved, wantedObjects } from './wanted.ts';
import { readMeshInstalls } from '../input/meshinstall-file.ts';
import { operatorInCharge, warnOfBridge, type OperatorInCharge } from '../operator/in-charge.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { differenceLines, pathLines } from '../view/tables/difference.ts';

/** Options of `meshwright diff`. */
export interface DiffOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly file?: string;
  readonly output: string;
}

const DIFFERENT = 1;

/**
 * Prints how the live objects of meshes are not what is asked for, by a server-side dry run; changes nothing.
 * @returns 1 when there is a difference
 */
export async function diffCommand(options: DiffOptions, terminal: Terminal): Promise<number> {
  const { name, file, output } = options;
  if ((name === undefined) === (file === undefined)) {
    throw new UsageError('say what to compare: the name of a MeshInstall, or --file');
  }
  const documents = file === undefined ? undefined : await readMeshInstalls(file, terminal);
  const found = await onCluster(options, terminal, async (client) => {
    const operator = await operatorInCharge(client, options);
    const asked = documents ?? [await inCluster(client, name ?? '', operator)];
    const perMesh = await Promise.all(asked.map((document) => differencesOf(client, document, operator, terminal)));
    return perMesh.flat();
  });
  print(found, output, terminal);
  for (const { object, refused } of found) {
    if (refused !== undefined) terminal.stderr.write(`warning: ${object}: ${refused}\n`);
  }
  return found.length === 0 ? 0 : DIFFERENT;
}

async function inCluster(client: KubeClient, name: string, operator: OperatorInCharge): Promise<MeshInstallDocument> {
  return { name, spec: parseSpecOf(await meshInstall(client, name), operator.renders.operatorNamespace) };
}

async function differencesOf(
  client: KubeClient,
  document: MeshInstallDocument,
  operator: OperatorInCharge,
  terminal: Terminal,
): Promise<Difference[]> {
  const { name, spec } = document;
  const install = await client.get<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind, name });
  const capabilities = await readCapabilities(client.discovery);
  const rendered = wantedObjects(document, install, { capabilities, ...operator.renders });
  warnOfBridge(operator, { spec, manifests: rendered }, terminal);
  const wanted = withoutScaledReplicas(rendered, await autoscalersBeside(client, rendered));
  const owner = { mesh: name, uid: install?.metadata.uid ?? '' };
  const inventory = install?.status?.inventory ?? [];
  return compare({ client, capabilities, wanted, owner, inventory, isObserved: isObserved(spec) });
}

/** Those of others in the namespaces of these objects; none where we may not look. */
async function autoscalersBeside(client: KubeClient, objects: readonly Manifest[]): Promise<readonly Manifest[]> {
  const namespaces = new Set(objects.filter(isPodOwner).map(({ metadata }) => metadata.namespace ?? ''));
  return (await unlessForbidden(othersAutoscalers(client, [...namespaces]))) ?? [];
}

const unlessForbidden = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
    return undefined;
  });

function print(found: readonly Difference[], output: string, terminal: Terminal): void {
  if (output === 'json' || output === 'yaml') terminal.stdout.write(serialized({ differences: found }, output));
  else writeLines(found.flatMap(output === 'paths' ? pathLines : differenceLines), terminal);
}
