import { setConditions, timestamp, type Statement } from '../api/conditions.ts';
import type { Manifest } from '../api/manifest.ts';
import type { ResolvedSpec } from '../api/resolved.ts';
import type { ComponentStatus, MeshInstallStatus, Phase } from '../api/status.ts';
import { certificateReport } from './certificate-report.ts';
import { milliseconds } from './duration.ts';
import type { ObjectId } from './object-id.ts';
import type { Observation } from './observation.ts';
import { componentStatuses, gatewayStatuses } from './status.ts';
import type { Verdict } from './verdict.ts';

/** What a pass knows in the end; `desired` is missing when the spec was refused before anything could be rendered. */
export interface PassResult {
  readonly generation: number;
  readonly verdict: Verdict;
  readonly inventory: readonly ObjectId[];
  /** Digest of what came to the end of its installation, if anything did. */
  readonly installed: string | undefined;
  readonly desired?: { readonly spec: ResolvedSpec; readonly manifests: readonly Manifest[] };
}

/** The status after a pass. Pure: the same pass over the same observation says the same. */
export function statusAfter(before: MeshInstallStatus, pass: PassResult, observation: Observation): MeshInstallStatus {
  const { spec } = pass.desired ?? {};
  const components = componentsAfter(before, pass, observation);
  const waiting = waitingAfter(before, pass, observation.now);
  const overdue = overdueOf(waiting, components, spec, observation.now);
  const certificates = certificateReport(components, observation);
  const statements = [...statementsOf(pass.verdict, components, overdue), ...certificates.statements];
  const isReady = statements.some(({ type, status }) => type === 'Ready' && status === 'True');
  const version = pass.verdict.kind === 'settled' ? spec?.version : before.version;
  const lastGoodVersion = isReady ? version : before.lastGoodVersion;
  return {
    observedGeneration: pass.generation,
    ...(version !== undefined && { version }),
    ...(spec !== undefined && { targetVersion: spec.version }),
    ...(lastGoodVersion !== undefined && { lastGoodVersion }),
    phase: phaseOf(before, pass, isReady, overdue !== undefined),
    ...(pass.installed !== undefined && { installed: pass.installed }),
    ...(waiting !== undefined && { waiting }),
    ready: `${components.filter(({ phase }) => phase === 'Ready').length}/${components.length}`,
    conditions: setConditions(before.conditions ?? [], statements, pass.generation, observation.now),
    components,
    gateways: gatewaysAfter(before, pass, observation),
    ...(certificates.status !== undefined && { certificates: certificates.status }),
    inventory: [...pass.inventory],
  };
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
function waitingAfter(before: MeshInstallStatus, { verdict, generation }: PassResult, now: Date): Waiting {
  const known = before.observedGeneration === generation ? before.waiting : undefined;
  if (verdict.kind === 'error') return known;
  if (verdict.kind !== 'waiting') return undefined;
  const { name, gate } = verdict.wave;
  const since = known?.wave === name ? known.since : timestamp(now);
  return { wave: name, gate, message: verdict.missing.join('; '), since };
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
      ? `${waiting.wave}: ${waiting.gate} not reached within ${spec.upgrade.gateTimeout}: ${waiting.message}`
      : undefined;
  }
  const bound = milliseconds(spec.upgrade.gateTimeout);
  const late = components.find(({ phase, since }) => phase !== 'Ready' && now.getTime() >= Date.parse(since) + bound);
  return late && `${late.name} is not ready for more than ${spec.upgrade.gateTimeout}: ${late.message ?? late.phase}`;
}

function phaseOf(
  before: MeshInstallStatus,
  { verdict, installed }: PassResult,
  isReady: boolean,
  isOverdue: boolean,
): Phase {
  if (verdict.kind === 'refused') return 'Refused';
  if (verdict.kind === 'paused') return 'Paused';
  if (isOverdue) return 'Stalled';
  if (isReady) return 'Ready';
  // Add-ons hold nothing back, but an installation is over only when the mesh is Ready.
  const isInstalling = installed === undefined || verdict.kind === 'waiting' || before.phase === 'Installing';
  return isInstalling ? 'Installing' : 'Repairing';
}

function statementsOf(
  verdict: Verdict,
  components: readonly ComponentStatus[],
  overdue: string | undefined,
): Statement[] {
  return [
    readyStatement(verdict, components),
    reconcilingStatement(verdict),
    stalledStatement(verdict, overdue),
    acceptedStatement(verdict),
  ];
}

function readyStatement(verdict: Verdict, components: readonly ComponentStatus[]): Statement {
  const type = 'Ready';
  if (verdict.kind === 'refused' || verdict.kind === 'error') {
    return { type, status: 'False', reason: verdict.reason, message: verdict.message };
  }
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  if (verdict.kind === 'waiting') {
    const message = `waiting for ${verdict.wave.gate}: ${verdict.missing.join('; ')}`;
    return { type, status: 'False', reason: 'Installing', message };
  }
  if (unready.length > 0) {
    const message = unready.map(({ name, message = '' }) => `${name}: ${message}`).join('; ');
    return { type, status: 'False', reason: 'ComponentsNotReady', message };
  }
  return { type, status: 'True', reason: 'MeshReady', message: `all ${components.length} components work` };
}

function reconcilingStatement(verdict: Verdict): Statement {
  const type = 'Reconciling';
  if (verdict.kind === 'waiting') {
    return { type, status: 'True', reason: 'Waiting', message: `waiting for ${verdict.wave.gate}` };
  }
  if (verdict.kind === 'error') return { type, status: 'True', reason: 'Retrying', message: verdict.message };
  if (verdict.kind === 'paused') return { type, status: 'False', reason: 'Paused', message: 'spec.paused is true' };
  return { type, status: 'False', reason: 'Done', message: 'nothing to do' };
}

function stalledStatement(verdict: Verdict, overdue: string | undefined): Statement {
  const type = 'Stalled';
  if (verdict.kind === 'refused') return { type, status: 'True', reason: verdict.reason, message: verdict.message };
  if (overdue !== undefined) return { type, status: 'True', reason: 'GateTimeout', message: overdue };
  return { type, status: 'False', reason: 'Progressing', message: 'nothing is in the way' };
}

function acceptedStatement(verdict: Verdict): Statement {
  const type = 'Accepted';
  if (verdict.kind === 'refused') return { type, status: 'False', reason: verdict.reason, message: verdict.message };
  return { type, status: 'True', reason: 'Valid', message: 'the spec can be carried out on this cluster' };
}
