import type { MeshInstall } from '../../api/meshinstall.ts';
import { APPROVE } from '../../core/upgrade/holds.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { steer, SteeringError, type Steering, type SteerOptions } from './steerable.ts';

/**
 * Lets the change of version begin that a mesh with `spec.upgrade.approval: Manual` waits with.
 * @throws SteeringError where nothing is ever approved, and of a mesh that is being deleted
 */
export const approveCommand = (options: SteerOptions, terminal: Terminal): Promise<void> =>
  steer(options, terminal, approved);

/** What approving a change changes. @throws SteeringError where nothing is ever approved */
export function approved({ metadata: { name, annotations = {} }, spec, status = {} }: MeshInstall): Steering {
  const { version } = spec;
  if (spec.upgrade?.approval !== 'Manual')
    throw new SteeringError(`mesh "${name}" waits for no approval: spec.upgrade.approval is Automatic`);
  if (status.version === version && status.plan === undefined)
    return { says: `mesh "${name}" waits for no approval: Istio ${version} is installed` };
  const way = status.version === undefined ? `Istio ${version}` : `Istio ${status.version} to ${version}`;
  if (annotations[APPROVE] === version) return { says: `mesh "${name}": ${way} is already approved` };
  return { change: { metadata: { annotations: { [APPROVE]: version } } }, says: `mesh "${name}": ${way} is approved` };
}
