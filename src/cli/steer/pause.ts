import { COMMAND_LINE_MANAGER, type MeshInstall } from '../../api/meshinstall.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { steer, type Steering, type SteerOptions } from './steerable.ts';

/** Sets `spec.paused`. @throws SteeringError of a mesh that is being deleted */
export const pauseCommand = (options: SteerOptions, terminal: Terminal): Promise<void> =>
  steer(options, terminal, paused);

/** Takes `spec.paused` away. @throws SteeringError of a mesh that is being deleted */
export const resumeCommand = (options: SteerOptions, terminal: Terminal): Promise<void> =>
  steer(options, terminal, resumed);

/** What pausing a mesh changes. */
export function paused({ metadata: { name }, spec }: MeshInstall): Steering {
  if (spec.paused === true) return { says: `mesh "${name}" is already paused` };
  const says = `mesh "${name}" is paused: nothing is changed or repaired until \`meshwright resume ${name}\``;
  return { change: { spec: { paused: true } }, says };
}

/** Managers of kubectl's commands that change a field once and have no file from which they would do so again. */
const BY_HAND: ReadonlySet<string> = new Set([
  'kubectl-patch',
  'kubectl-edit',
  'kubectl-scale',
  'kubectl-annotate',
  'kubectl-label',
]);

/** What letting a mesh go on changes; names who would pause it again. */
export function resumed({ metadata: { name, managedFields = [] }, spec }: MeshInstall): Steering {
  if (spec.paused !== true) return { says: `mesh "${name}" is not paused` };
  const managers = new Set((managedFields as Entry[]).filter(setsPaused).map(({ manager }) => manager ?? 'somebody'));
  managers.delete(COMMAND_LINE_MANAGER);
  const others = [...managers].filter((manager) => !BY_HAND.has(manager)).sort();
  const does = others.length === 1 ? 'does' : 'do';
  const again =
    others.length === 0
      ? ''
      : `; ${others.join(', ')} paused it, and ${does} so again unless the file there is edited, too`;
  return { change: { spec: { paused: null } }, says: `mesh "${name}" goes on${again}` };
}

interface Entry {
  readonly manager?: string;
  readonly fieldsV1?: { readonly 'f:spec'?: Readonly<Record<string, unknown>> };
}

const setsPaused = ({ fieldsV1 }: Entry): boolean => fieldsV1?.['f:spec']?.['f:paused'] !== undefined;
