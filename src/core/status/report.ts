import { setConditions, timestamp } from '../../api/conditions.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { ComponentStatus, Condition, Failure, MeshInstallStatus, Phase } from '../../api/status.ts';
import { certificateReport } from './certificates.ts';
import { dataPlaneReport } from './data-plane.ts';
import { milliseconds } from '../model/duration.ts';
import { failureAfter } from './failure.ts';
import { historyAfter } from './history.ts';
import type { Observation } from '../model/observation.ts';
import { isStopover, type PassResult } from './pass-result.ts';
import { planAfter } from './progress.ts';
import { podSecurityConditions } from './pod-security.ts';
import { conditionsOf } from './conditions.ts';
import { componentStatuses, gatewayStatuses } from './components.ts';

/** The status after a pass. Pure: the same pass over the same observation says the same. */
export function statusAfter(before: MeshInstallStatus, pass: PassResult, observation: Observation): MeshInstallStatus {
  const components = componentsAfter(before, pass, observation);
  const waiting = waitingAfter(before, pass, observation.now);
  const overdue = overdueOf(waiting, components, pass.desired?.spec, observation.now);
  const { now } = observation;
  const failure = failureAfter(before, pass, { overdue, components, now });
  const certificates = certificateReport(components, observation);
  const plan = planAfter(before, pass, failure, observation);
  const ofPass = conditionsOf(pass, components, { overdue, failure, isOnTheWay: plan?.reachedAt !== undefined });
  const isReady = ofPass.some(({ type, status }) => type === 'Ready' && status === 'True');
  const versions = versionsAfter(before, pass, isReady);
  const dataPlane = dataPlaneReport(before, versions.version, pass, observation);
  const conditions = [
    ...ofPass,
    ...dataPlane.conditions,
    ...certificates.conditions,
    ...podSecurityConditions(pass, observation),
  ];
  return present({
    observedGeneration: pass.generation,
    ...versions,
    plan,
    phase: phaseOf(before, pass, { isReady, isOverdue: overdue !== undefined, failure }),
    installed: pass.installed,
    installedSpec: installedSpecAfter(before, pass),
    failure,
    history: historyAfter(before, pass, failure, now),
    // Going back waits for waves of the same names: their clock starts with it.
    waiting: failure?.outcome === before.failure?.outcome ? waiting : undefined,
    ready: `${components.filter(({ phase }) => phase === 'Ready').length}/${components.length}`,
    conditions: setConditions(conditionsBefore(before, pass), conditions, pass.generation, now),
    components,
    gateways: gatewaysAfter(before, pass, observation),
    dataPlane: dataPlane.status,
    certificates: certificates.status,
    inventory: [...pass.inventory],
  });
}

/** Without the keys that have no value: JSON knows none. */
function present<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** Whether a mesh is in sync is only said where others apply it, and must not stay when we do. */
function conditionsBefore({ conditions = [] }: MeshInstallStatus, { differences }: PassResult): Condition[] {
  return differences === undefined ? conditions.filter(({ type }) => type !== 'InSync') : conditions;
}

function versionsAfter(before: MeshInstallStatus, pass: PassResult, isReady: boolean): MeshInstallStatus {
  const { desired, passPlan, outcome } = pass;
  const version = outcome.kind === 'converged' ? desired?.spec.version : before.version;
  return {
    version,
    profile: desired?.spec.profile ?? before.profile,
    targetVersion: passPlan?.target ?? desired?.spec.version,
    lastGoodVersion: isReady || isStopover(pass) ? version : before.lastGoodVersion,
  };
}

/** How changes are carried out is no part of what is installed. */
function installedSpecAfter({ installedSpec }: MeshInstallStatus, { outcome, passPlan, differences }: PassResult) {
  if (differences !== undefined) return undefined;
  if (outcome.kind !== 'converged' || passPlan?.action.kind !== 'upgrade') return installedSpec;
  const { upgrade: _, paused: __, deletion: ___, ...spec } = passPlan.requestedSpec;
  return spec;
}

function componentsAfter(
  before: MeshInstallStatus,
  { desired }: PassResult,
  observation: Observation,
): ComponentStatus[] {
  const known = before.components ?? [];
  return desired === undefined ? known : componentStatuses(desired.manifests, desired.spec.version, observation, known);
}

function gatewaysAfter(before: MeshInstallStatus, { desired }: PassResult, observation: Observation) {
  if (desired === undefined) return before.gateways ?? [];
  const names = desired.spec.gateways.filter(({ enabled }) => enabled).map(({ name }) => name);
  return gatewayStatuses(names, desired.manifests, observation);
}

type Waiting = MeshInstallStatus['waiting'];

/**
 * The clock of a wait runs on through errors, or a gate would never be late; it starts anew with another wave, and for
 * another generation, which may be the repair.
 */
function waitingAfter(before: MeshInstallStatus, { outcome, generation }: PassResult, now: Date): Waiting {
  const known = before.observedGeneration === generation ? before.waiting : undefined;
  if (outcome.kind !== 'waiting' && outcome.kind !== 'error') return undefined;
  if (outcome.part === undefined) return known;
  const { name, gate } = outcome.part;
  const since = known?.part === name ? known.since : timestamp(now);
  const message = outcome.kind === 'error' ? outcome.message : outcome.missing.join('; ');
  return { part: name, gate, message, since };
}

/** When the gate that is waited for runs out, as milliseconds since the epoch. */
export function gateDeadline(waiting: NonNullable<Waiting>, spec: ResolvedSpec): number {
  return Date.parse(waiting.since) + milliseconds(spec.upgrade.gateTimeout);
}

/** What has been waited for too long: a gate, or after the installation a component. */
function overdueOf(
  waiting: Waiting,
  components: readonly ComponentStatus[],
  spec: ResolvedSpec | undefined,
  now: Date,
): string | undefined {
  if (spec === undefined) return undefined;
  if (waiting !== undefined) {
    const late = now.getTime() >= gateDeadline(waiting, spec);
    return late
      ? `${waiting.part}: ${waiting.gate} not reached within ${spec.upgrade.gateTimeout}: ${waiting.message}`
      : undefined;
  }
  const bound = milliseconds(spec.upgrade.gateTimeout);
  const late = components.find(({ phase, since }) => phase !== 'Ready' && now.getTime() >= Date.parse(since) + bound);
  return late && `${late.name} is not ready for more than ${spec.upgrade.gateTimeout}: ${late.message ?? late.phase}`;
}

interface Findings {
  readonly isReady: boolean;
  readonly isOverdue: boolean;
  readonly failure: Failure | undefined;
}

function phaseOf(before: MeshInstallStatus, pass: PassResult, { isReady, isOverdue, failure }: Findings): Phase {
  const { outcome, installed } = pass;
  const fixed = PHASE_OF_OUTCOME[outcome.kind];
  if (fixed !== undefined) return fixed;
  if (failure !== undefined) return failure.outcome === 'RollingBack' ? 'RollingBack' : 'Stalled';
  if (isOverdue) return 'Stalled';
  if (pass.differences !== undefined) return observedPhase(pass.differences, isReady);
  if (isReady) return 'Ready';
  if (isUpgrading(pass)) return 'Upgrading';
  // Add-ons hold nothing back, but an installation is over only when the mesh is Ready.
  const isInstalling = installed === undefined || outcome.kind === 'waiting' || before.phase === 'Installing';
  return isInstalling ? 'Installing' : 'Repairing';
}

function observedPhase(differences: readonly string[], isReady: boolean): Phase {
  if (!isReady) return 'Observing';
  return differences.length === 0 ? 'Ready' : 'Drifted';
}

const PHASE_OF_OUTCOME: Partial<Record<PassResult['outcome']['kind'], Phase>> = {
  rejected: 'Refused',
  paused: 'Paused',
  blocked: 'Waiting',
};

function isUpgrading(pass: PassResult): boolean {
  const { from, to } = pass.passPlan?.action.hop ?? {};
  return isStopover(pass) || (from !== undefined && from !== to && pass.outcome.kind !== 'converged');
}
