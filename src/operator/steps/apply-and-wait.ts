import type { Manifest } from '../../api/manifest.ts';
import { besideLive, editedTemplate } from '../../core/ownership/adoption.ts';
import { withCaBundle } from '../../core/readiness/certificates.ts';
import { trustOf, WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { gateOf } from '../../core/readiness/gates.ts';
import { describeObject } from '../../core/model/object-id.ts';
import type { Observation } from '../../core/model/observation.ts';
import { withOwner, type Owner } from '../../core/ownership/ownership.ts';
import { componentsOf } from '../../core/status/components.ts';
import type { PassOutcome } from '../../core/status/pass-outcome.ts';
import { inParts, type Part, type PartObjects } from '../../core/model/parts.ts';
import { applyAll, type Applied, type ApplyClient, type Change } from '../../engine/apply.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { ApplyCache } from '../../engine/apply-cache.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Desired } from '../pass/desired.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import { beginningAsBefore, needsReplacement, replace, type ReplacementContext } from './replacement.ts';

/** What applying wave after wave works with. */
export type InstallContext = Subject &
  EventTeller &
  ReplacementContext & {
    readonly client: ApplyClient;
    readonly cache: Pick<LiveCache, 'live' | 'wrote'>;
    readonly applyCache: Pick<ApplyCache, 'applyReason' | 'record'>;
    readonly capabilities: Capabilities;
  };

/** What an installation knows besides its pass. */
export interface Installation {
  readonly desired: Desired;
  readonly observation: Observation;
  readonly owner: Owner;
  /** Waves whose order among themselves this hop asks for. */
  readonly order: readonly string[];
  /** These very objects were installed before: gates hold nothing back, what is missing is repaired at once. */
  readonly settled: boolean;
  /** Go no further than this wave, even if its gate opens. */
  readonly stopAt?: string;
}

/** An apply failed; the cause says why. */
export class PartError extends Error {
  override readonly name = 'PartError';
  readonly part: Part;

  constructor(part: Part, cause: Error) {
    super(cause.message, { cause });
    this.part = part;
  }
}

/**
 * Applies wave after wave as far as the gates let it; waiting is returning. What is as it should be costs no request.
 * @throws PartError with whatever failed, when all of its wave were tried
 */
export async function install(pass: InstallContext, installation: Installation): Promise<PassOutcome> {
  const enabled = new Set(componentsOf(installation.desired.manifests).keys());
  for (const part of inParts(installation.desired.manifests, installation.order)) {
    const replaced = await applyWave(pass, installation, part);
    if (replaced.length > 0) return { kind: 'waiting', part: part.part, missing: replaced };
    const isLast = part.part.name === installation.stopAt;
    if (!isLast && (installation.settled || part.part.holdsNobody === true)) continue;
    const gate = gateOf(part, enabled, installation.observation);
    if (!gate.open || isLast) return { kind: 'waiting', part: part.part, missing: gate.missing };
  }
  return { kind: 'converged' };
}

/** @returns what has to be made anew before it can be applied, one sentence each */
async function applyWave(
  pass: InstallContext,
  installation: Installation,
  { part, objects }: PartObjects,
): Promise<string[]> {
  const needed = objects.flatMap((object) => changeOf(pass, installation, object) ?? []);
  if (needed.length === 0) return [];
  pass.log.info({ part: part.name, objects: needed.length }, 'applying');
  const [stuck = [], changes = []] = [true, false].map((is) =>
    needed.filter((change) => needsReplacement(change) === is),
  );
  const { client, applyCache, signal } = pass;
  const onApplied = (applied: Applied): void => applyDone(pass, installation, applied);
  try {
    await applyAll({ client, applyCache, signal, onApplied }, await beginningAsBefore(pass, changes));
    return await replace(pass, installation.owner, stuck);
  } catch (error) {
    throw error instanceof Error ? new PartError(part, error) : error;
  }
}

function changeOf(pass: InstallContext, installation: Installation, manifest: Manifest): Change | undefined {
  const live = pass.cache.live(manifest);
  const object = completed(pass, installation, besideLive(manifest, live), live);
  if (object === undefined) return undefined;
  const edited = editedTemplate(object, live);
  const need = edited
    ? { why: 'drifted' as const, drift: edited.drift }
    : pass.applyCache.applyReason(object, live, installation.settled);
  return need === undefined ? undefined : { object, live, need };
}

/**
 * The manifest with what only the cluster knows: whom it is applied for and, in webhook configurations that we keep,
 * the root that signed the serving certificate. Undefined while that root is not known: a webhook which fails closed
 * and trusts nobody would block what it watches.
 */
function completed(
  { capabilities }: InstallContext,
  { owner, observation }: Installation,
  manifest: Manifest,
  live: Manifest | undefined,
): Manifest | undefined {
  const object = withOwner(manifest, owner);
  const keptByBinary = capabilities.served.has(`admissionregistration.k8s.io/v1beta1/${manifest.kind}`);
  if (WEBHOOK_BACKENDS[manifest.kind] === undefined || keptByBinary) return object;
  const trust = trustOf(manifest, live, observation);
  return trust.state === 'unknown' ? undefined : withCaBundle(object, trust.caBundle);
}

function applyDone(pass: InstallContext, { settled }: Installation, { change, result }: Applied): void {
  pass.cache.wrote(result);
  const { need, object } = change;
  pass.log.debug({ object: describeObject(object), why: need.why }, 'applied');
  if (!settled) return;
  const what = describeObject(object);
  const message = need.why === 'drifted' ? `${what}: ${need.drift.path} put back` : `${what}: created again`;
  pass.log.warn({ object: what, ...(need.why === 'drifted' && { field: need.drift.path }) }, 'drift repaired');
  pass.recordEvent(pass.install, { type: 'Warning', reason: 'DriftRepaired', message });
}
