import type { ComponentStatus, MeshInstallStatus, Phase } from '../../../api/status.ts';
import { componentTable, unreadyComponents } from './components.ts';
import { duration, firstOf } from '../format.ts';
import { justify, span, type Line, type Style } from '../line.ts';
import type { PartProgress } from './progress.ts';
import type { Size } from './screen.ts';
import { spinner, partGrid, partList } from './parts.ts';

/** What does not change while a mesh is watched. */
export interface MeshFacts {
  readonly name: string;
  readonly profile: string;
  /** As the apiserver says it, such as `v1.36.3`. */
  readonly kubernetes: string;
  /** Milliseconds since the epoch at which the MeshInstall was applied. */
  readonly appliedAt: number;
}

/** Everything that a picture of a mesh shows. */
export interface Scene {
  readonly facts: MeshFacts;
  readonly status: MeshInstallStatus;
  readonly parts: readonly PartProgress[];
  /** Components to show before the status knows any. */
  readonly planned: readonly ComponentStatus[];
  /** When the mesh became Ready, in milliseconds since the epoch. */
  readonly readyAt: number | undefined;
  readonly now: number;
}

export const PHASE_STYLES: Readonly<Record<Phase, Style>> = {
  Pending: 'dim',
  Installing: 'cyan',
  Upgrading: 'cyan',
  Waiting: 'yellow',
  RollingBack: 'yellow',
  Ready: 'green',
  Repairing: 'yellow',
  Observing: 'cyan',
  Drifted: 'yellow',
  Paused: 'yellow',
  Refused: 'red',
  Stalled: 'red',
  Deleting: 'yellow',
};

/** Lines besides parts and components: title, what is waited for, and what keeps them apart. */
const OTHER_LINES = 7;

/** An installation: its parts, what is waited for, its components. */
export function installationPicture(scene: Scene, size: Size): Line[] {
  const { parts, status, planned, now, facts } = scene;
  const components = (status.components ?? []).length > 0 ? (status.components ?? []) : planned;
  const isHigh = size.rows > parts.length + components.length + OTHER_LINES;
  const context = { startedAt: facts.appliedAt, now, columns: size.columns };
  return [
    titleLine(scene, size.columns),
    [],
    ...(isHigh ? partList(parts, context) : partGrid(parts, context)),
    ...(isHigh ? [[]] : []),
    ...waitingLines(scene, size.columns),
    [],
    ...componentTable(components, size.columns),
  ];
}

function titleLine({ facts, status, readyAt, now }: Scene, columns: number): Line {
  const { phase = 'Pending', targetVersion, ready } = status;
  const istio = targetVersion === undefined ? '' : `Istio ${targetVersion} · `;
  const left: Line = [
    span('  '),
    span(facts.name, 'bold'),
    span(`  ${istio}${facts.profile} · Kubernetes ${facts.kubernetes}`, 'dim'),
  ];
  const right: Line = [
    span(phase, PHASE_STYLES[phase]),
    span(`${ready === undefined ? '' : ` ${ready}`} · ${duration((readyAt ?? now) - facts.appliedAt)}`, 'dim'),
  ];
  return justify(left, right, columns - 1);
}

/** What is waited for and what is missing, the longest wait first; always two lines, so that nothing below them jumps. */
function waitingLines({ status, parts, now }: Scene, columns: number): Line[] {
  const trouble = troubleOf(status);
  if (trouble !== undefined) return [[span('  ! ', 'red'), span(trouble)], []];
  const [current, ...others] = parts.flatMap((part) => (part.state === 'current' ? [part] : [])).sort(bySince);
  if (current === undefined) return [[span('  ✓ ', 'green'), span('everything is applied and works', 'dim')], []];
  const since = duration(now - current.since);
  const missing = status.waitingFor?.find(({ part }) => part === current.name)?.message ?? missingComponents(status);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [
    [span('  '), spinner(now), span(' waiting for ', 'dim'), span(current.gate), span(` since ${since}${more}`, 'dim')],
    [span(`    ${firstOf(missing, columns - 5)}`, 'dim')],
  ];
}

const bySince = (a: { since: number }, b: { since: number }): number => a.since - b.since;

const missingComponents = ({ components = [] }: MeshInstallStatus): string =>
  components.flatMap(({ name, message }) => (message === undefined ? [] : [`${name}: ${message}`])).join('; ');

/** Why it does not go on, if that is more than waiting. */
function troubleOf({ conditions = [] }: MeshInstallStatus): string | undefined {
  const stalled = conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
  const retrying = conditions.find(({ type, reason }) => type === 'Reconciling' && reason === 'Retrying');
  return stalled?.message ?? (retrying && `trying again: ${retrying.message}`);
}

/**
 * A mesh that is kept: one line while it is well, and what is not well below it. Of one that is deleted nothing is said of
 * components: it is as it was before.
 */
export function keepingPicture(scene: Scene | undefined, hint: string, { columns }: Size): Line[] {
  if (scene === undefined) return [[], justify([span('  ○ no mesh', 'dim')], [span(hint, 'dim')], columns - 1)];
  const { facts, status, now } = scene;
  const { phase = 'Pending' } = status;
  const { ready = '', components = [] } = phase === 'Deleting' ? {} : status;
  const isWell = phase === 'Ready';
  const sign = isWell ? span('●', 'green') : spinner(now);
  const left = [span('  '), sign, span(` ${facts.name} `, 'bold'), span(phase, PHASE_STYLES[phase]), span(` ${ready}`)];
  const title = justify(left, [span(hint, 'dim')], columns - 1);
  if (isWell) return [[], title];
  const why = status.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
  return [[], title, [span(`    ${firstOf(why, columns - 5)}`, 'dim')], ...unreadyComponents(components)];
}
