import { LEGACY_INGRESS } from '../../api/components.ts';
import { setConditions } from '../../api/conditions.ts';
import type { ComponentStatus, Condition, Failure, MeshInstallStatus, Phase } from '../../api/status.ts';
import { certificateReport } from './certificates.ts';
import { dataPlaneReport } from './data-plane.ts';
import { failureAfter } from './failure.ts';
import { historyAfter } from './history.ts';
import type { Observation } from '../model/observation.ts';
import { isStopover, type PassResult } from '../pass/result.ts';
import { planAfter } from './progress.ts';
import { podSecurityConditions } from './pod-security.ts';
import { conditionsOf } from './conditions.ts';
import { componentStatuses, gatewayStatuses } from './components.ts';
import { overdueOf, waitsAfter } from './waits.ts';
import { settledCondition } from '../model/wording.ts';

/** The status after a pass. Pure: the same pass over the same observation says the same. */
export function statusAfter(before: MeshInstallStatus, pass: PassResult, observation: Observation): MeshInstallStatus {
  const components = componentsAfter(before, pass, observation);
  const waits = waitsAfter(before, pass, observation.now);
  const overdue = overdueOf(waits, components, pass.desired?.spec, observation.lasted);
  const { now } = observation;
  const failure = failureAfter(before, pass, { overdue, components, now });
  const certificates = certificateReport(before, pass, components, observation);
  const plan = planAfter(before, pass, failure, observation);
  const ofPass = conditionsOf(pass, components, {
    overdue: overdue?.message,
    failure,
    isOnTheWay: plan?.reachedAt !== undefined,
  });
  const isReady = ofPass.some(({ type, status }) => type === 'Ready' && status === 'True');
  const versions = versionsAfter(before, pass, isReady);
  const dataPlane = dataPlaneReport(before, versions.version, pass, observation);
  const said = [...ofPass, ...dataPlane.conditions, ...podSecurityConditions(pass, observation)];
  // A time in what is said of certificates is their end: that is news.
  const conditions = [...said.map((each) => settledCondition(before.conditions, each)), ...certificates.conditions];
  return present({
    observedGeneration: pass.generation,
    ...versions,
    plan,
    phase: phaseOf(before, pass, { isReady, isOverdue: overdue !== undefined, failure }),
    installed: pass.installed,
    installedSpec: installedSpecAfter(before, pass),
    failure,
    history: historyAfter(before, pass, failure, now),
    // Going back waits for parts of the same names: their clocks start with it.
    waitingFor: waits.length > 0 && failure?.outcome === before.failure?.outcome ? waits : undefined,
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
  { desired, outcome }: PassResult,
  observation: Observation,
): ComponentStatus[] {
  const known = before.components ?? [];
  if (desired === undefined) return known;
  const components = componentStatuses(desired.manifests, desired.spec.version, observation, known);
  return outcome.kind === 'paused' ? components.map(withoutHope) : components;
}

/** Of a paused mesh nothing waits for its turn: what is not there is missing. */
const withoutHope = (component: ComponentStatus): ComponentStatus =>
  component.phase === 'Waiting' ? { ...component, message: 'missing' } : component;

function gatewaysAfter(before: MeshInstallStatus, { desired }: PassResult, observation: Observation) {
  if (desired === undefined) return before.gateways ?? [];
  const gateways = desired.spec.gateways.filter(({ enabled }) => enabled).map(({ name }) => name);
  const names = desired.spec.components.ingress.enabled ? [...gateways, LEGACY_INGRESS] : gateways;
  return gatewayStatuses(names, desired.manifests, observation);
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
