import type { Capabilities } from '../../api/capabilities.ts';
import { InvalidSpecError } from '../../api/errors.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { parseSpec, parseSpecOf } from '../../api/validation/index.ts';
import { nextAction, isUnderWay } from '../../core/upgrade/action.ts';
import type { Routes } from '../../core/upgrade/hop.ts';
import type { PassPlan } from '../../core/pass/result.ts';
import { inParts } from '../../core/model/graph.ts';
import type { Desired, Renderer } from '../pass/desired.ts';
import type { Subject } from '../pass/subject.ts';

/** What is rendered, how, and for which cluster. */
export interface PlanContext extends Pick<Subject, 'install'> {
  readonly render: Renderer;
  readonly capabilities: Capabilities;
  readonly routes: Routes;
  /** Where the operator runs; undefined: where it is delivered to run. */
  readonly operatorNamespace?: string | undefined;
}

/** Where a pass goes, with everything rendered that it may need. */
export interface PlannedPass extends PassPlan {
  /** What is carried out. */
  readonly desired: Desired;
  /** What is installed, rendered again; undefined before anything is, and where this release cannot render it. */
  readonly current: Desired | undefined;
  /** The hop leads to another version and has not begun: nothing of it may be in the cluster yet. */
  readonly begins: boolean;
}

/**
 * Decides where the pass goes, and renders it. Every stop on the way is rendered, too: what one of them lacks has to be
 * said before the way begins.
 * @throws InvalidSpecError when the spec is impossible, here or on the way
 */
export function planPass(pass: PlanContext): PlannedPass {
  const { install, routes } = pass;
  const { metadata, status = {} } = install;
  const spec = parseSpecOf(install, pass.operatorNamespace);
  const { releases } = routes;
  const action = nextAction({ status, generation: metadata.generation ?? 0, target: spec.version, releases });
  const { current, rollbackObstacle } = currentOf(pass, spec);
  const forward = action.kind === 'upgrade' || current === undefined;
  const desired = forward ? stopsOf(pass, spec, [action.hop.to, ...action.hop.rest]) : current;
  const { hop } = action;
  return {
    action,
    target: spec.version,
    requestedSpec: { ...spec, version: hop.to },
    parts: inParts(desired.manifests, routes.needsOn(hop)),
    canRollBack: current !== undefined && current.digest !== desired.digest,
    ...(rollbackObstacle !== undefined && { rollbackObstacle }),
    desired,
    current,
    begins:
      action.kind === 'upgrade' &&
      status.version !== undefined &&
      hop.to !== status.version &&
      !isUnderWay(status, hop),
  };
}

/** The first of the stops. */
function stopsOf({ install, render, capabilities }: PlanContext, spec: MeshInstallSpec, stops: string[]): Desired {
  const { name } = install.metadata;
  const target = render(name, spec, capabilities);
  const [first = target] = stops.map((version) =>
    version === spec.version
      ? target
      : stopover(version, spec.version, () => render(name, { ...spec, version }, capabilities)),
  );
  return first;
}

/** A release on the way may lack what the target has: that is the user's to take out for the while. */
function stopover<T>(version: string, target: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    const kind = `(on the way to ${target}, over ${version})`;
    const problems = error.problems.map((problem) => ({ ...problem, message: `${problem.message} ${kind}` }));
    throw new InvalidSpecError(problems, { cause: error });
  }
}

/** What is installed, or why it cannot be rendered again; nothing before anything is. */
interface Current {
  readonly current?: Desired;
  readonly rollbackObstacle?: string;
}

/** What is installed, carried out as the newest spec says. */
function currentOf({ install, render, capabilities }: PlanContext, spec: MeshInstallSpec): Current {
  const { version, installedSpec, shortened } = install.status ?? {};
  if (version === undefined) return {};
  if (installedSpec === undefined && shortened?.includes('installedSpec') === true)
    return { rollbackObstacle: 'what is installed was too large to be noted in status.installedSpec' };
  const { upgrade, namespace } = spec;
  const kept = { version, ...(upgrade && { upgrade }), ...(namespace && { namespace }) };
  try {
    return {
      current: render(
        install.metadata.name,
        parseSpec({ ...(installedSpec ?? spec), ...kept }, { isInstalled: true }),
        capabilities,
      ),
    };
  } catch (error) {
    if (error instanceof InvalidSpecError) return { rollbackObstacle: error.message.replace(/\.$/, '') };
    throw error;
  }
}
