import { render, resolve, type Mesh } from '../../charts/index.ts';
import type { Capabilities } from '../api/capabilities.ts';
import { InvalidSpecError } from '../api/errors.ts';
import type { Manifest } from '../api/manifest.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import { parseSpecOf } from '../api/validation/index.ts';
import { planOf, type Plan } from '../core/upgrade/plan.ts';
import { readCapabilities } from '../kube/discovery/capabilities.ts';
import { ROUTES } from '../operator/pass/routes.ts';
import { meshInstall, onCluster } from './input/cluster.ts';
import { kubeVersionCapabilities } from './input/kube-version.ts';
import { onlyMeshInstall } from './input/meshinstall-file.ts';
import { operatorInCharge } from './operator/in-charge.ts';
import type { ClusterOptions, OperatorOptions } from './program/options.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';
import { planTable } from './view/tables/plan-table.ts';

/** Options of `meshwright plan`. */
export interface PlanOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly file?: string;
  readonly from?: string;
  readonly kubeVersion?: string;
  readonly output: string;
}

/**
 * Prints what a change of version will do: what the operator does, from the same function.
 * @throws UsageError when the command is called wrongly; InvalidSpecError when the spec is, on whichever stop
 */
export async function planCommand(options: PlanOptions, terminal: Terminal): Promise<void> {
  const { name, file, output } = options;
  const asked = file === undefined ? undefined : await onlyMeshInstall(file, terminal);
  const change =
    name === undefined ? offline(asked, options, terminal) : await inCluster(name, asked?.spec, options, terminal);
  if (change.spec.paused === true)
    terminal.stderr.write(
      `warning: spec.paused is true: nothing of this begins before \`meshwright resume ${change.name}\`\n`,
    );
  const plan = planFor(change);
  terminal.stdout.write(output === 'table' ? planTable(plan, terminal.stdout.columns) : serialized(plan, output));
}

/** What is asked for, and what is there. */
interface Change {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  readonly installed?: string;
  readonly capabilities: Capabilities;
  /** The operator that carries it out, as far as what it renders depends on it. */
  readonly operator?: Pick<Mesh, 'operatorNamespace' | 'operatorImage'>;
}

function offline(
  asked: Pick<Change, 'name' | 'spec'> | undefined,
  { from, kubeVersion }: PlanOptions,
  terminal: Terminal,
): Change {
  if (asked === undefined) throw new UsageError('say what to plan: the name of a MeshInstall, or --file');
  const capabilities = kubeVersionCapabilities(kubeVersion, terminal);
  return { ...asked, ...(from !== undefined && { installed: from }), capabilities };
}

function inCluster(
  name: string,
  asked: MeshInstallSpec | undefined,
  options: PlanOptions,
  terminal: Terminal,
): Promise<Change> {
  return onCluster(options, terminal, async (client) => {
    const live = await meshInstall(client, name);
    const installed = options.from ?? live.status?.version;
    const { renders: operator } = await operatorInCharge(client, options);
    const spec = asked ?? parseSpecOf(live, operator.operatorNamespace);
    const capabilities = await readCapabilities(client.discovery);
    return { name, spec, ...(installed !== undefined && { installed }), capabilities, operator };
  });
}

function planFor({ name, spec, installed, capabilities, operator }: Change): Plan {
  refuseUnknown(installed);
  const target = resolve(spec);
  const rendered = (version: string): Manifest[] =>
    render({ name, spec: resolve({ ...spec, version }), capabilities, ...operator });
  return planOf({
    ...(installed !== undefined && { installed }),
    target: spec.version,
    routes: ROUTES,
    manifestsOf: (version) => (version === installed ? ifPossible(() => rendered(version)) : rendered(version)),
    gateTimeout: target.upgrade.gateTimeout,
  });
}

/** What is installed may lack an option that is asked for: that is no reason not to leave it. */
function ifPossible(manifests: () => Manifest[]): Manifest[] {
  try {
    return manifests();
  } catch (error) {
    if (error instanceof InvalidSpecError) return [];
    throw error;
  }
}

function refuseUnknown(installed: string | undefined): void {
  if (installed === undefined || ROUTES.releases.includes(installed)) return;
  throw new InvalidSpecError([
    { field: '--from', value: installed, message: 'not a release of classic Istio; `meshwright versions` lists them.' },
  ]);
}
