import { podProblemIn } from '../readiness/health.ts';
import { saysTheSame } from '../model/wording.ts';
import type { ComponentStatus, Condition, MeshInstallStatus } from '../../api/status.ts';
import { isUnderWay } from '../upgrade/action.ts';
import { DOUBTFUL } from './conditions.ts';

/** One thing worth an Event. */
export interface EventInput {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const normal = (reason: string, message: string): EventInput => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): EventInput => ({ type: 'Warning', reason, message });

/** What happened between two statuses, in the order in which to tell it. */
export function eventsBetween(before: MeshInstallStatus, after: MeshInstallStatus): EventInput[] {
  return [
    ...started(before, after),
    ...holdEvents(before, after),
    ...hopEvents(before, after),
    ...componentEvents(before.components ?? [], after.components ?? []),
    ...gateEvents(before, after),
    ...(after.conditions ?? []).flatMap((condition) => conditionEvents(before.conditions ?? [], condition)),
  ];
}

function started(before: MeshInstallStatus, after: MeshInstallStatus): EventInput[] {
  if (before.phase === after.phase || after.phase !== 'Installing') return [];
  return [normal('Installing', `installing Istio ${after.targetVersion ?? ''}`)];
}

/** Why the next hop does not begin yet. */
function holdEvents(before: MeshInstallStatus, after: MeshInstallStatus): EventInput[] {
  const readyOf = ({ conditions = [] }: MeshInstallStatus) => conditions.find(({ type }) => type === 'Ready');
  const [old, hold] = [readyOf(before), readyOf(after)];
  const isStalled = after.conditions?.some(({ type, status }) => type === 'Stalled' && status === 'True') === true;
  if (after.phase !== 'Waiting' || isStalled || hold === undefined || old?.message === hold.message) return [];
  return [normal(hold.reason, hold.message)];
}

/** Each hop as it begins; going back is told by the condition Stalled. */
function hopEvents(before: MeshInstallStatus, { plan, failure }: MeshInstallStatus): EventInput[] {
  if (plan === undefined || failure !== undefined || !isUpgrade(plan)) return [];
  const { from = '', path } = plan;
  if (isUnderWay(before, { from, to: path[0] ?? '' })) return [];
  return [normal('Upgrading', `from Istio ${from} to ${path.join(', then ')}`)];
}

const isUpgrade = ({ startedAt, from, path }: NonNullable<MeshInstallStatus['plan']>): boolean =>
  startedAt !== undefined && from !== undefined && from !== path[0];

function componentEvents(before: readonly ComponentStatus[], after: readonly ComponentStatus[]): EventInput[] {
  return after.flatMap(({ name, version, phase, ready, image, message = '' }) => {
    const known = before.find((component) => component.name === name);
    const old = known?.phase;
    if (isNews(known, { phase, message })) return [warning('ComponentNotReady', `${name}: ${message}`)];
    if (old === phase && (phase !== 'Ready' || known?.version === version)) return [];
    if (phase === 'Ready') return [normal('ComponentReady', `${name} is ready (${ready}, ${image})`)];
    if (phase === 'Failed') return [warning('ComponentFailed', `${name}: ${message}`)];
    if (old !== 'Ready') return [];
    return phase === 'Updating'
      ? [normal('ComponentUpdating', `${name} is being updated (${ready}, ${image})`)]
      : [warning('ComponentNotReady', `${name}: ${message}`)];
  });
}

/** True when pods that are waited for say something that they did not say before. */
function isNews(before: ComponentStatus | undefined, after: Pick<ComponentStatus, 'phase' | 'message'>): boolean {
  const problem = podProblemIn(after.message);
  if (after.phase === 'Failed' || problem === undefined) return false;
  return !saysTheSame(podProblemIn(before?.message) ?? '', problem);
}

/** With the release on a way: Events of the same words are counted and no longer in order. */
function gateEvents(before: MeshInstallStatus, after: MeshInstallStatus): EventInput[] {
  const { waitingFor = [], plan } = after;
  const known = new Set(before.waitingFor?.map(({ part }) => part));
  const release = plan !== undefined && isUpgrade(plan) ? `Istio ${plan.path[0] ?? ''}: ` : '';
  return waitingFor
    .filter(({ part }) => !known.has(part))
    .map(({ part, gate, message, notBegun }) =>
      notBegun
        ? warning('Waiting', `${release}${part} not begun: ${message}`)
        : normal('Waiting', `${release}${part} applied; waiting for ${gate}`),
    );
}

/** Which flips are told, and how: conditions that came to hold or ceased to. */
const FLIPS: readonly { type: string; status: Condition['status']; event: (c: Condition) => EventInput }[] = [
  { type: 'Ready', status: 'True', event: ({ message }) => normal('Ready', message) },
  { type: 'Stalled', status: 'True', event: ({ reason, message }) => warning(reason, message) },
  { type: 'InjectionAllowed', status: 'False', event: ({ reason, message }) => warning(reason, message) },
  { type: 'CertificatesValid', status: 'False', event: ({ reason, message }) => warning(reason, message) },
];

/** What is told each time that its words are others, and as which reason. */
const WORDS: readonly { type: string; reason: string; as: string }[] = [
  { type: 'Reconciling', reason: 'Retrying', as: 'Failed' },
  { type: 'Accepted', reason: DOUBTFUL, as: DOUBTFUL },
];

function conditionEvents(before: readonly Condition[], condition: Condition): EventInput[] {
  const old = before.find(({ type }) => type === condition.type);
  const words = WORDS.find(({ type, reason }) => type === condition.type && reason === condition.reason);
  if (words !== undefined && old?.message !== condition.message) return [warning(words.as, condition.message)];
  if (old?.status === condition.status && old.reason === condition.reason) return [];
  const flip = FLIPS.find(({ type, status }) => type === condition.type && status === condition.status);
  return flip === undefined ? [] : [flip.event(condition)];
}
