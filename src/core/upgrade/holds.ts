import { API, type MeshInstall } from '../../api/meshinstall.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import { milliseconds } from '../model/duration.ts';
import type { Observation } from '../model/observation.ts';

/** Why a hop does not begin yet. */
export interface Hold {
  /** Reason of Ready=False and of the event, one CamelCase word. */
  readonly reason: string;
  /** What is waited for, and what to do about it. */
  readonly message: string;
  /** Time will not help: somebody has to do something. */
  readonly stalled?: true;
  /** When to look again, as milliseconds since the epoch, where no event tells. */
  readonly until?: number;
}

/** When it is, and how long what has begun has lasted. */
type Moment = Pick<Observation, 'now' | 'lasted'>;

/** What has lasted since `status.plan.reachedAt`, for `Observation.lasted`. */
export const STOP = 'stop';

/** The annotation that lets a change of version begin: its value is the version. */
export const APPROVE = `${API.group}/approve`;

/** With `spec.upgrade.approval: Manual` a change of version begins when its target is approved, and not before. */
export function approvalHold({ metadata, spec }: MeshInstall, { upgrade }: ResolvedSpec): Hold | undefined {
  const approved = metadata.annotations?.[APPROVE];
  if (upgrade.approval === 'Automatic' || approved === spec.version) return undefined;
  const command = `kubectl annotate ${API.shortName} ${metadata.name} ${APPROVE}=${spec.version} --overwrite`;
  return { reason: 'ApprovalRequired', message: `to go on to Istio ${spec.version}: ${command}${notFor(approved)}` };
}

/** What somebody approved instead, as far as it can be a version: annotations may hold anything. */
function notFor(approved: string | undefined): string {
  if (approved === undefined) return '';
  return /^[0-9.]{1,20}$/.test(approved) ? ` (what is approved is ${approved})` : ' (what is approved is no version)';
}

/** A stop on the way has to work for `spec.upgrade.soak` before the next hop begins. */
export function soakHold(
  { status }: MeshInstall,
  { upgrade }: ResolvedSpec,
  { now, lasted }: Moment,
): Hold | undefined {
  const { reachedAt, from = '', path: [to = ''] = [] } = status?.plan ?? {};
  if (reachedAt === undefined || milliseconds(upgrade.soak) === 0) return undefined;
  const leftMs = milliseconds(upgrade.soak) - lasted(STOP, reachedAt);
  const broken = (status?.components ?? []).filter(({ phase }) => phase !== 'Ready').map(({ name }) => name);
  if (leftMs > 0) {
    const message = `Istio ${from} has to work for ${upgrade.soak} since ${reachedAt}; then ${to}`;
    return { reason: 'Soaking', message, until: now.getTime() + leftMs };
  }
  if (broken.length === 0) return undefined;
  return { reason: 'Soaking', message: `Istio ${from} has to work before ${to}: ${broken.join(', ')} does not` };
}
