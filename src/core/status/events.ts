import type { ComponentStatus, Condition, MeshInstallStatus } from '../../api/status.ts';
import { isUnderWay } from '../upgrade/action.ts';

/** One thing worth an Event. */
export interface Occurrence {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const normal = (reason: string, message: string): Occurrence => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): Occurrence => ({ type: 'Warning', reason, message });

/** What happened between two statuses, in the order in which to tell it. */
export function occurrencesBetween(before: MeshInstallStatus, after: MeshInstallStatus): Occurrence[] {
  return [
    ...started(before, after),
    ...holdNews(before, after),
    ...hopNews(before, after),
    ...componentNews(before.components ?? [], after.components ?? []),
    ...gateNews(before, after),
    ...(after.conditions ?? []).flatMap((condition) => conditionNews(before.conditions ?? [], condition)),
  ];
}

function started(before: MeshInstallStatus, after: MeshInstallStatus): Occurrence[] {
  if (before.phase === after.phase || after.phase !== 'Installing') return [];
  return [normal('Installing', `installing Istio ${after.targetVersion ?? ''}`)];
}

/** Why the next hop does not begin yet. */
function holdNews(before: MeshInstallStatus, after: MeshInstallStatus): Occurrence[] {
  const readyOf = ({ conditions = [] }: MeshInstallStatus) => conditions.find(({ type }) => type === 'Ready');
  const [old, hold] = [readyOf(before), readyOf(after)];
  const isStalled = after.conditions?.some(({ type, status }) => type === 'Stalled' && status === 'True') === true;
  if (after.phase !== 'Waiting' || isStalled || hold === undefined || old?.message === hold.message) return [];
  return [normal(hold.reason, hold.message)];
}

/** Each hop as it begins; going back is told by the condition Stalled. */
function hopNews(before: MeshInstallStatus, { plan, failure }: MeshInstallStatus): Occurrence[] {
  if (plan === undefined || failure !== undefined || !isUpgrade(plan)) return [];
  const { from = '', path } = plan;
  if (isUnderWay(before, { from, to: path[0] ?? '' })) return [];
  return [normal('Upgrading', `from Istio ${from} by ${path.join(', ')}`)];
}

const isUpgrade = ({ startedAt, from, path }: NonNullable<MeshInstallStatus['plan']>): boolean =>
  startedAt !== undefined && from !== undefined && from !== path[0];

function componentNews(before: readonly ComponentStatus[], after: readonly ComponentStatus[]): Occurrence[] {
  return after.flatMap(({ name, version, phase, ready, image, message = '' }) => {
    const known = before.find((component) => component.name === name);
    const old = known?.phase;
    if (old === phase && (phase !== 'Ready' || known?.version === version)) return [];
    if (phase === 'Ready') return [normal('ComponentReady', `${name} is ready (${ready}, ${image})`)];
    if (phase === 'Failed') return [warning('ComponentFailed', `${name}: ${message}`)];
    if (old !== 'Ready') return [];
    return phase === 'Updating'
      ? [normal('ComponentUpdating', `${name} is updated (${ready}, ${image})`)]
      : [warning('ComponentNotReady', `${name}: ${message}`)];
  });
}

/** With the release on a way: Events of the same words are counted and no longer in order. */
function gateNews(before: MeshInstallStatus, after: MeshInstallStatus): Occurrence[] {
  const { waiting, plan } = after;
  if (waiting === undefined || waiting.wave === before.waiting?.wave) return [];
  const release = plan !== undefined && isUpgrade(plan) ? `Istio ${plan.path[0] ?? ''}: ` : '';
  return [normal('Waiting', `${release}wave ${waiting.wave} applied; waiting for ${waiting.gate}`)];
}

/** Which flips are told, and how: conditions that came to hold or ceased to. */
const FLIPS: readonly { type: string; status: Condition['status']; occurrence: (c: Condition) => Occurrence }[] = [
  { type: 'Ready', status: 'True', occurrence: ({ message }) => normal('Ready', message) },
  { type: 'Stalled', status: 'True', occurrence: ({ reason, message }) => warning(reason, message) },
  { type: 'InjectionAllowed', status: 'False', occurrence: ({ reason, message }) => warning(reason, message) },
  { type: 'CertificatesValid', status: 'False', occurrence: ({ reason, message }) => warning(reason, message) },
];

function conditionNews(before: readonly Condition[], condition: Condition): Occurrence[] {
  const old = before.find(({ type }) => type === condition.type);
  const retry = condition.type === 'Reconciling' && condition.reason === 'Retrying';
  if (retry && old?.message !== condition.message) return [warning('Failed', condition.message)];
  if (old?.status === condition.status && old.reason === condition.reason) return [];
  const flip = FLIPS.find(({ type, status }) => type === condition.type && status === condition.status);
  return flip === undefined ? [] : [flip.occurrence(condition)];
}
