import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import { stale } from '../../core/model/inventory.ts';
import { isKept } from '../../core/ownership/kept.ts';
import { describeObject, idOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import { besideOthers } from '../../core/ownership/beside-others.ts';
import { isOurs, type Owner } from '../../core/ownership/ownership.ts';
import { COMMAND_LINE_MANAGER, FIELD_MANAGER } from '../../api/meshinstall.ts';
import { isInvalid } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { maskedPair } from '../../core/drift/masking.ts';
import { differences, projection, type FieldDifference } from '../../core/drift/projection.ts';
import { completed } from './wanted.ts';

/** How one object is not as it should be. */
export interface Difference {
  /** For example `Deployment istio-system/istio-pilot`. */
  readonly object: string;
  readonly change: 'missing' | 'superfluous' | 'different';
  /** Both without what nobody wants and what is secret; empty where there is none. */
  readonly live: object;
  readonly wanted: object;
  readonly fields: readonly FieldDifference[];
  /** Why the apiserver would not take it, if that is so. */
  readonly refused?: string;
}

/** What is compared with what. */
export interface Comparison {
  readonly client: KubeClient;
  readonly capabilities: Capabilities;
  readonly wanted: readonly Manifest[];
  readonly inventory: readonly ObjectId[];
  readonly owner: Owner;
  /** Others apply the mesh: what the operator left on its objects, when it did, is no difference. */
  readonly isObserved: boolean;
}

/** Every object that is not as it should be: in the order of installation, and then what has to go. */
export async function compare(comparison: Comparison): Promise<Difference[]> {
  const { wanted, inventory } = comparison;
  const [present, gone] = await Promise.all([
    Promise.all(wanted.map((object) => compareOne(comparison, object))),
    Promise.all(stale(inventory, wanted.map(idOf)).map((id) => superfluous(comparison, id))),
  ]);
  return [...present, ...gone].flatMap((difference) => difference ?? []);
}

async function compareOne(comparison: Comparison, object: Manifest): Promise<Difference | undefined> {
  const { client, capabilities, isObserved } = comparison;
  const live = await client.get(refOf(idOf(object)));
  if (live === undefined) return differenceOf('missing', EMPTY, object, object);
  const wanted = isObserved ? besideOthers(object, live) : completed(object, live, capabilities);
  const { result, refused } = await applied(comparison, wanted, live);
  return differenceOf('different', live, wanted, result, refused);
}

/** Stands for an object that is not there. */
const EMPTY: Manifest = { apiVersion: '', kind: '', metadata: { name: '' } };

/**
 * The object as the apiserver would leave it. One that cannot become what is wanted, say because a field is immutable,
 * is compared with what is wanted of it. Where others apply, the operator sends nothing: as the operator, what it left
 * would go; who has set nothing takes nothing away.
 */
async function applied(
  { client, isObserved }: Comparison,
  wanted: Manifest,
  live: Manifest,
): Promise<{ result: Manifest; refused?: string }> {
  const fieldManager = isObserved ? COMMAND_LINE_MANAGER : FIELD_MANAGER;
  try {
    return { result: await client.apply(wanted, { fieldManager, force: true, dryRun: true }) };
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return { result: overlaid(live, wanted) as Manifest, refused: (error as Error).message };
  }
}

function overlaid(base: unknown, over: unknown): unknown {
  const areMaps = [base, over].every((v) => typeof v === 'object' && v !== null && !Array.isArray(v));
  if (!areMaps) return over;
  const merged = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(over as object)) merged[key] = overlaid(merged[key], value);
  return merged;
}

async function superfluous({ client, owner }: Comparison, id: ObjectId): Promise<Difference | undefined> {
  const ref = refOf(id);
  const live = isKept(ref) ? undefined : await client.get(ref, { metadataOnly: true });
  if (live === undefined || !isOurs(live, owner)) return undefined;
  const { apiVersion, kind, namespace, name } = ref;
  // Its fields go with it: who it is says it all.
  const shown = { apiVersion, kind, metadata: { ...(namespace !== undefined && { namespace }), name } };
  return { object: describeObject(live), change: 'superfluous', live: shown, wanted: {}, fields: [] };
}

function differenceOf(
  change: Difference['change'],
  live: Manifest,
  wanted: Manifest,
  result: Manifest,
  refused?: string,
): Difference | undefined {
  const [before, after] = [live, result].map(withoutBookkeeping) as [Manifest, Manifest];
  const [shownBefore, shownAfter] = maskedPair(before, after);
  const [liveSide, wantedSide] = [
    projection(shownBefore, wanted, shownAfter) as object,
    projection(shownAfter, wanted, shownBefore) as object,
  ];
  const fields = differences(liveSide, wantedSide);
  if (fields.length === 0) return undefined;
  return {
    object: describeObject(wanted),
    change,
    live: live === EMPTY ? {} : liveSide,
    wanted: wantedSide,
    fields: change === 'different' ? fields : [],
    ...(refused !== undefined && { refused }),
  };
}

/** What the apiserver writes about an object, and nobody wants. */
function withoutBookkeeping({ status: _, ...object }: Manifest): Manifest {
  const { managedFields, resourceVersion, uid, generation, creationTimestamp, ...metadata } = object.metadata;
  return { ...object, metadata };
}
