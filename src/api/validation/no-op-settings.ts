import type { SpecProblem } from '../errors.ts';
import type { MeshInstallSpec } from '../spec/index.ts';

/** A setting of the contract that is not carried out. */
interface NoOpSetting {
  /** Path below spec; `*` stands for any key or index. */
  readonly path: string;
  /** Values that ask for nothing, and so may be written. */
  readonly harmless: readonly unknown[];
  /** What to do instead. */
  readonly remedy: string;
}

const NODE_AGENT = 'leave it out, the node agent runs once on every node';

/** Refused, never ignored: a setting that looks accepted and does nothing is a trap. */
const TABLE: readonly NoOpSetting[] = [
  { path: 'components.nodeagent.replicas', harmless: [1], remedy: NODE_AGENT },
  { path: 'components.nodeagent.autoscaling.enabled', harmless: [false], remedy: NODE_AGENT },
  {
    path: 'components.nodeagent.rollout.maxSurge',
    harmless: [0],
    remedy: 'leave it out: two node agents on a node would take the socket from each other',
  },
  ...['maxSurge', 'maxUnavailable'].map((setting) => ({
    path: `components.citadel.rollout.${setting}`,
    harmless: [],
    remedy: 'leave it out: two citadels at once would fight, so it is always recreated',
  })),
];

/** What asks for deeds where others apply and we only look. */
const OBSERVED: readonly NoOpSetting[] = [
  { path: 'adoption', harmless: ['Refuse'], remedy: 'leave it out: nothing is taken over' },
  ...['crds', 'certificateAuthority', 'injectedSecrets'].map((setting) => ({
    path: `deletion.${setting}`,
    harmless: ['Keep'],
    remedy: 'leave it out: what others apply they also delete',
  })),
  ...[
    { path: 'upgrade.onFailure', harmless: ['Pause'] },
    { path: 'upgrade.approval', harmless: ['Automatic'] },
    { path: 'upgrade.dataPlane.restart', harmless: ['Never'] },
  ].map((setting) => ({ ...setting, remedy: 'leave it out: who applies decides' })),
];

/** Every setting in the spec that asks for something which would not happen. */
export function noOpSettings(spec: MeshInstallSpec): SpecProblem[] {
  const observed = spec.management === 'Observe' ? unheard(spec, OBSERVED, 'with management: Observe') : [];
  const general = unheard(spec, TABLE, 'in this release of Meshwright');
  return [...general.filter(({ field }) => observed.every((problem) => problem.field !== field)), ...observed];
}

function unheard(spec: MeshInstallSpec, table: readonly NoOpSetting[], where: string): SpecProblem[] {
  return table.flatMap(({ path, harmless, remedy }) =>
    valuesAt(spec, path.split('.'), 'spec')
      .filter(({ value }) => !harmless.includes(value))
      .map(({ field, value }) => ({ field, value, message: `has no effect ${where}; ${remedy}.` })),
  );
}

function valuesAt(node: unknown, path: readonly string[], field: string): { field: string; value: unknown }[] {
  if (node === undefined) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [{ field, value: node }];
  if (key !== '*') return valuesAt((node as Record<string, unknown>)[key], rest, `${field}.${key}`);
  return Object.entries(node as object).flatMap(([k, value]) =>
    valuesAt(value, rest, Array.isArray(node) ? `${field}[${k}]` : `${field}.${k}`),
  );
}
