import { render, resolve } from '../../../charts/index.ts';
import { API, COMMAND_LINE_MANAGER } from '../../api/meshinstall.ts';
import { parseSpec } from '../../api/validation/index.ts';
import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { adoptionReport, type AdoptionReport } from '../../core/ownership/adoption-report.ts';
import { withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import { isNotFound, KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { leftoversOf, pairsOf } from './live-pairs.ts';
import { onCluster } from '../input/cluster.ts';
import { onlyMeshInstall } from '../input/meshinstall-file.ts';
import { operatorInCharge, warnOfBridge } from '../operator/in-charge.ts';
import { warnOfOperator } from '../operator/look.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { adoptionTable } from '../view/tables/adoption-table.ts';

/** Options of `meshwright adopt`. */
export interface AdoptOptions extends ClusterOptions, OperatorOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly output: string;
}

/** The mesh is being deleted: what is applied to it now has no effect. */
class AdoptionError extends Error {
  override readonly name = 'AdoptionError';
}

/**
 * Prints what taking over a mesh does and, but for a dry run, allows the operator to do it.
 * @returns 1 when the mesh cannot be taken over
 * @throws AdoptionError when it is being deleted
 */
export async function adoptCommand(options: AdoptOptions, terminal: Terminal): Promise<number> {
  const { file, output, dryRun = false } = options;
  const document = await onlyMeshInstall(file, terminal);
  return onCluster(options, terminal, async (client) => {
    await refuseDeleted(client, document.name);
    const report = await reportOn(client, document, options, terminal);
    terminal.stdout.write(
      output === 'table' ? adoptionTable(report, terminal.stdout.columns) : serialized(report, output),
    );
    await warnOfOperator(client, options, terminal);
    if (report.blocked.length > 0) return 1;
    if (dryRun) return 0;
    await allow(client, document);
    terminal.stderr.write(`MeshInstall ${document.name} applied with spec.adoption: Adopt\n`);
    return 0;
  });
}

async function refuseDeleted(client: KubeClient, name: string): Promise<void> {
  const install = await client.get({ apiVersion: API.apiVersion, kind: API.kind, name });
  const { deletionTimestamp } = install?.metadata ?? {};
  if (deletionTimestamp === undefined) return;
  throw new AdoptionError(
    `MeshInstall ${name} has been on its way out since ${deletionTimestamp}, and cannot be adopted; ` +
      `wait until it is gone (meshwright status ${name} says what is left), then adopt`,
  );
}

async function reportOn(
  client: KubeClient,
  { name, spec }: MeshInstallDocument,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<AdoptionReport> {
  const capabilities = await readCapabilities(client.discovery);
  const operator = await operatorInCharge(client, options);
  const resolved = resolve(parseSpec(spec, operator.renders));
  const manifests = withoutScaledReplicas(render({ name, spec: resolved, capabilities, ...operator.renders }));
  warnOfBridge(operator, { spec, manifests }, terminal);
  const pairs = await pairsOf(client, manifests, capabilities);
  const meshes = await meshesOf(client);
  const leftovers = await leftoversOf(client, pairs, { namespace: resolved.namespace, meshes: meshes.add(name) });
  return adoptionReport({ mesh: name, meshes, version: spec.version }, pairs, leftovers);
}

/** Names of all MeshInstalls; none where the CRD is still to come. */
async function meshesOf(client: KubeClient): Promise<Set<string>> {
  try {
    const { items } = await client.list(API, { metadataOnly: true });
    return new Set(items.map(({ metadata }) => metadata.name));
  } catch (error) {
    if (error instanceof KindNotServedError || isNotFound(error)) return new Set();
    throw error;
  }
}

async function allow(client: KubeClient, { name, spec }: MeshInstallDocument): Promise<void> {
  const { apiVersion, kind } = API;
  const install = { apiVersion, kind, metadata: { name }, spec: { ...spec, adoption: 'Adopt' } };
  await client.apply(install, { fieldManager: COMMAND_LINE_MANAGER, force: true, fieldValidation: 'Strict' });
}
