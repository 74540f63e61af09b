import { dump } from 'js-yaml';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import type { Capabilities } from '../api/capabilities.ts';
import { InvalidSpecError } from '../api/errors.ts';
import type { Manifest } from '../api/manifest.ts';
import { API, type MeshInstall } from '../api/meshinstall.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import { parseSpec } from '../api/validate.ts';
import { planOf, type Plan } from '../core/plan.ts';
import { readCapabilities } from '../kube/capabilities.ts';
import { createKubeClient } from '../kube/client.ts';
import { loadKubeConfig } from '../kube/kubeconfig.ts';
import { ROUTES } from '../operator/routes.ts';
import { systemClock } from '../runtime/clock.ts';
import { readMeshInstalls } from './meshinstall-file.ts';
import { UsageError, type Terminal } from './terminal.ts';
import { planTable } from './view/plan-table.ts';

/** Options of `meshwright plan`. */
export interface PlanOptions {
  readonly file?: string;
  readonly from?: string;
  readonly kubeVersion?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly output: string;
}

const FORMATS: Readonly<Record<string, (plan: Plan) => string>> = {
  table: planTable,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  yaml: (plan) => dump(plan, { noRefs: true, lineWidth: -1 }),
};

/**
 * Prints what a change of version will do: what the operator does, from the same function.
 * @throws UsageError when the command is called wrongly; InvalidSpecError when the spec is, on whichever stop
 */
export async function planCommand(name: string | undefined, options: PlanOptions, terminal: Terminal): Promise<void> {
  const format = FORMATS[options.output];
  if (format === undefined) {
    throw new UsageError(`--output: "${options.output}": not a format; choose ${Object.keys(FORMATS).join(', ')}`);
  }
  const asked = options.file === undefined ? undefined : await onlyMesh(options.file, terminal);
  const change = name === undefined ? offline(asked, options) : await inCluster(name, asked?.spec, options, terminal);
  terminal.stdout.write(format(planFor(change)));
}

/** What is asked for, and what is there. */
interface Change {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  readonly installed?: string;
  readonly capabilities: Capabilities;
}

async function onlyMesh(file: string, terminal: Terminal): Promise<{ name: string; spec: MeshInstallSpec }> {
  const [first, ...others] = await readMeshInstalls(file, terminal);
  if (first === undefined || others.length > 0) throw new UsageError(`${file} holds more than one MeshInstall`);
  return first;
}

function offline(asked: Pick<Change, 'name' | 'spec'> | undefined, { from, kubeVersion }: PlanOptions): Change {
  if (asked === undefined) throw new UsageError('say what to plan: the name of a MeshInstall, or --file');
  const capabilities = capabilitiesOf(kubeVersion ?? NEWEST_KUBERNETES);
  return { ...asked, ...(from !== undefined && { installed: from }), capabilities };
}

async function inCluster(
  name: string,
  asked: MeshInstallSpec | undefined,
  { kubeconfig: path, context, from }: PlanOptions,
  { env, homeDir }: Terminal,
): Promise<Change> {
  const source = { env, homeDir, ...(path !== undefined && { path }), ...(context !== undefined && { context }) };
  const client = createKubeClient({
    kubeConfig: loadKubeConfig(source),
    userAgent: 'meshwright-plan',
    clock: systemClock,
  });
  try {
    const live = await client.get<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind, name });
    if (live === undefined) throw new UsageError(`the cluster has no MeshInstall "${name}"`);
    const installed = from ?? live.status?.version;
    const spec = asked ?? parseSpec(live.spec);
    const capabilities = await readCapabilities(client.discovery);
    return { name, spec, ...(installed !== undefined && { installed }), capabilities };
  } finally {
    await client.close();
  }
}

function planFor({ name, spec, installed, capabilities }: Change): Plan {
  refuseUnknown(installed);
  const target = resolve(spec);
  const rendered = (version: string): Manifest[] => render({ name, spec: resolve({ ...spec, version }), capabilities });
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
  throw new InvalidSpecError([{ field: '--from', value: installed, message: 'not a release of classic Istio.' }]);
}
