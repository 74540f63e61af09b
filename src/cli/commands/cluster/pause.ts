import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER } from '../../program/options.ts';

const NAME = { usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' };

/** `meshwright pause`. */
export const pause: CommandDefinition = {
  name: 'pause',
  summary: 'Leave a mesh as it is: no changes, no repair, until it is resumed.',
  description: ['Sets spec.paused. What Kubernetes does by itself goes on, and so does a deletion.'],
  arguments: [NAME],
  options: [...CLUSTER],
  examples: [{ command: 'meshwright pause mesh', says: 'Leave this mesh as it is' }],
  load: async () => (await import('../../steer/pause.ts')).pauseCommand,
};

/** `meshwright resume`. */
export const resume: CommandDefinition = {
  name: 'resume',
  summary: 'Let a paused mesh go on.',
  description: ['Takes spec.paused away. Says so where a file of somebody else would pause it again.'],
  arguments: [NAME],
  options: [...CLUSTER],
  examples: [{ command: 'meshwright resume mesh', says: 'Go on with what is asked for by now' }],
  load: async () => (await import('../../steer/pause.ts')).resumeCommand,
};
