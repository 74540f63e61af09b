import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { PartObjects } from '../../core/model/graph.ts';
import type { Part } from '../../core/model/parts.ts';
import { describeObject, idOf } from '../../core/model/object-id.ts';
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
import { managersOf, noteLeft, withoutOthersReplicas, type OthersContext, type Unscaled } from './others-fields.ts';
import { beginningAsBefore, needsReplacement, replace, type ReplacementContext } from './replacement.ts';

/** What applying works with. */
export type InstallContext = Subject &
  EventTeller &
  OthersContext &
  ReplacementContext & {
    readonly client: ApplyClient;
    readonly cache: Pick<LiveCache, 'live' | 'wrote'>;
    readonly applyCache: Pick<ApplyCache, 'applyReason' | 'record' | 'forget'>;
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
  try {
    const unscaled = await withoutOthersReplicas(pass, objects);
    const needed = unscaled.objects.flatMap((object) => changeOf(pass, options, object, unscaled) ?? []);
    if (needed.length === 0) return { recreated: [] };
    pass.log.info({ part: part.name, objects: needed.length }, 'applying');
    await options.beforeChange?.(part);
    return { recreated: await send(pass, options, needed) };
  } catch (error) {
    return { failure: errorOf(error), recreated: [] };
  }
}

/** @returns what is being recreated, one sentence each */
async function send(pass: InstallContext, options: ApplyOptions, needed: readonly Change[]): Promise<string[]> {
  const [stuck = [], changes = []] = [true, false].map((is) =>
    needed.filter((change) => needsReplacement(change) === is),
  );
  const { client, applyCache, signal } = pass;
  const managers = options.settled ? await managersOf(pass, changes) : new Map<Manifest, string>();
  const onApplied = (applied: Applied): void => applyDone(pass, options, applied, managers.get(applied.change.object));
  await applyAll({ client, applyCache, signal, onApplied }, await beginningAsBefore(pass, changes));
  return replace(pass, options.owner, stuck);
}

function changeOf(
  pass: InstallContext,
  options: ApplyOptions,
  manifest: Manifest,
  unscaled: Unscaled,
): Change | undefined {
  const live = pass.cache.live(manifest);
  const whole = completed(pass, options, besideLive(manifest, live), live);
  if (whole === undefined) return undefined;
  const { name } = pass.install.metadata;
  const { manifest: object, left } = options.settled
    ? pass.contests.withoutContested(name, whole, live)
    : { manifest: whole, left: [] };
  const scaled = unscaled.left.get(idOf(manifest));
  noteLeft(pass, object, scaled === undefined ? left : [scaled, ...left]);
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

function applyDone(
  pass: InstallContext,
  { settled }: ApplyOptions,
  { change, result }: Applied,
  manager: string | undefined,
): void {
  pass.cache.wrote(result);
  const { need, object } = change;
  pass.log.debug({ object: describeObject(object), why: need.why }, 'applied');
  if (!settled) return;
  const what = describeObject(object);
  // A webhook that fails closed must not be left with a bundle that trusts nobody.
  if (need.why === 'drifted' && WEBHOOK_BACKENDS[object.kind] === undefined)
    pass.contests.repaired(pass.install.metadata.name, object, need.drift.path, manager);
  const by = manager === undefined ? '' : `; ${manager} had changed it`;
  const message = need.why === 'drifted' ? `${what}: ${need.drift.path} restored${by}` : `${what}: created again`;
  const field = need.why === 'drifted' && { field: need.drift.path, manager };
  pass.log.warn({ object: what, ...field }, 'drift repaired');
  pass.recordEvent(pass.install, { type: 'Warning', reason: 'DriftRepaired', message });
}
