import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { PartObjects } from '../../core/model/graph.ts';
import type { Part } from '../../core/model/parts.ts';
import { describeObject } from '../../core/model/object-id.ts';
import type { Observation } from '../../core/model/observation.ts';
import { besideLive, editedTemplate } from '../../core/ownership/adoption.ts';
import { withOwner, type Owner } from '../../core/ownership/ownership.ts';
import { withCaBundle } from '../../core/readiness/certificates.ts';
import { trustOf, WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { applyAll, type Applied, type ApplyClient, type Change } from '../../engine/apply.ts';
import type { ApplyCache } from '../../engine/apply-cache.ts';
import { errorOf } from '../../engine/failures.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import { beginningAsBefore, needsReplacement, replace, type ReplacementContext } from './replacement.ts';

/** What applying works with. */
export type InstallContext = Subject &
  EventTeller &
  ReplacementContext & {
    readonly client: ApplyClient;
    readonly cache: Pick<LiveCache, 'live' | 'wrote'>;
    readonly applyCache: Pick<ApplyCache, 'applyReason' | 'record'>;
    readonly capabilities: Capabilities;
  };

/** For whom objects are applied, and how. */
export interface ApplyOptions {
  readonly observation: Observation;
  readonly owner: Owner;
  /** These very objects were installed before: what is missing or different is drift. */
  readonly settled: boolean;
  /** Called before something of a part is sent. */
  readonly beforeChange?: (part: Part) => Promise<void>;
}

/** What became of the objects of a part. */
export interface AppliedPart {
  readonly failure?: Error;
  /** What is being recreated before it can be applied, one sentence each. */
  readonly recreated: readonly string[];
}

/** Applies what of a part is not as it should be; that is usually nothing, and sends nothing. */
export async function applyPart(
  pass: InstallContext,
  options: ApplyOptions,
  { part, objects }: PartObjects,
): Promise<AppliedPart> {
  const needed = objects.flatMap((object) => changeOf(pass, options, object) ?? []);
  if (needed.length === 0) return { recreated: [] };
  pass.log.info({ part: part.name, objects: needed.length }, 'applying');
  const [stuck = [], changes = []] = [true, false].map((is) =>
    needed.filter((change) => needsReplacement(change) === is),
  );
  const { client, applyCache, signal } = pass;
  const onApplied = (applied: Applied): void => applyDone(pass, options, applied);
  try {
    await options.beforeChange?.(part);
    await applyAll({ client, applyCache, signal, onApplied }, await beginningAsBefore(pass, changes));
    return { recreated: await replace(pass, options.owner, stuck) };
  } catch (error) {
    return { failure: errorOf(error), recreated: [] };
  }
}

function changeOf(pass: InstallContext, options: ApplyOptions, manifest: Manifest): Change | undefined {
  const live = pass.cache.live(manifest);
  const object = completed(pass, options, besideLive(manifest, live), live);
  if (object === undefined) return undefined;
  const edited = editedTemplate(object, live);
  const need = edited
    ? { why: 'drifted' as const, drift: edited.drift }
    : pass.applyCache.applyReason(object, live, options.settled);
  return need === undefined ? undefined : { object, live, need };
}

/**
 * The manifest with what only the cluster knows: whom it is applied for and, in webhook configurations that we keep,
 * the root that signed the serving certificate. Undefined while that root is not known: a webhook which fails closed
 * and trusts nobody would block what it watches.
 */
function completed(
  { capabilities }: InstallContext,
  { owner, observation }: ApplyOptions,
  manifest: Manifest,
  live: Manifest | undefined,
): Manifest | undefined {
  const object = withOwner(manifest, owner);
  const keptByBinary = capabilities.served.has(`admissionregistration.k8s.io/v1beta1/${manifest.kind}`);
  if (WEBHOOK_BACKENDS[manifest.kind] === undefined || keptByBinary) return object;
  const trust = trustOf(manifest, live, observation);
  return trust.state === 'unknown' ? undefined : withCaBundle(object, trust.caBundle);
}

function applyDone(pass: InstallContext, { settled }: ApplyOptions, { change, result }: Applied): void {
  pass.cache.wrote(result);
  const { need, object } = change;
  pass.log.debug({ object: describeObject(object), why: need.why }, 'applied');
  if (!settled) return;
  const what = describeObject(object);
  const message = need.why === 'drifted' ? `${what}: ${need.drift.path} put back` : `${what}: created again`;
  pass.log.warn({ object: what, ...(need.why === 'drifted' && { field: need.drift.path }) }, 'drift repaired');
  pass.recordEvent(pass.install, { type: 'Warning', reason: 'DriftRepaired', message });
}
