import jsonPatch from 'fast-json-patch';
import { LABELS } from '../src/api/components.ts';
import { InvalidSpecError } from '../src/api/errors.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { ResolvedSpec } from '../src/api/resolved.ts';

type Overlay = ResolvedSpec['overlays'][number];

/**
 * Rendered objects with the user's JSON patches on them. Patches reach what we render and nothing else: one that
 * matches no object, does not fit, or would make another object of it or nobody's is an error.
 * @throws InvalidSpecError naming the overlay
 */
export function withOverlays(manifests: readonly Manifest[], overlays: readonly Overlay[]): Manifest[] {
  return overlays.reduce<Manifest[]>(
    (objects, overlay, i) => patched(objects, overlay, `spec.overlays[${i}]`),
    [...manifests],
  );
}

function patched(objects: readonly Manifest[], overlay: Overlay, field: string): Manifest[] {
  const matches = (object: Manifest): boolean => object.kind === overlay.kind && object.metadata.name === overlay.name;
  if (!objects.some(matches)) {
    const names = objects.filter(({ kind }) => kind === overlay.kind).map(({ metadata }) => metadata.name);
    const known = names.length === 0 ? `no ${overlay.kind} is rendered` : `there are ${names.join(', ')}`;
    throw invalid(field, `${overlay.kind} ${overlay.name}`, `matches no rendered object; ${known}.`);
  }
  return objects.map((object) => (matches(object) ? patch(object, overlay, field) : object));
}

function patch(object: Manifest, overlay: Overlay, field: string): Manifest {
  const result = apply(object, overlay, field);
  if (isDifferent(identityOf(result), identityOf(object))) {
    const message = 'makes another object of it; apiVersion, kind, name and namespace have to stay.';
    throw invalid(field, overlay.patch, message);
  }
  if (isDifferent(ownLabelsOf(result), ownLabelsOf(object))) {
    const message = `takes it out of our hands; the labels ${Object.values(LABELS).join(', ')} have to stay.`;
    throw invalid(field, overlay.patch, message);
  }
  return result;
}

const isDifferent = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** A patch may have left anything where the metadata was. */
const metadataOf = ({ metadata }: { metadata?: Partial<Manifest['metadata']> }): Partial<Manifest['metadata']> =>
  metadata ?? {};

function identityOf(object: Manifest): unknown[] {
  const { namespace, name } = metadataOf(object);
  return [object.apiVersion, object.kind, namespace, name];
}

/** By these labels the operator finds the object again. */
const ownLabelsOf = (object: Manifest): unknown[] =>
  Object.values(LABELS).map((label) => metadataOf(object).labels?.[label]);

function apply(object: Manifest, overlay: Overlay, field: string): Manifest {
  try {
    const operations = overlay.patch as jsonPatch.Operation[];
    return jsonPatch.applyPatch(structuredClone(object), operations, true).newDocument;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw invalid(field, overlay.patch, `does not fit ${overlay.kind} ${overlay.name}: ${why}`, error);
  }
}

function invalid(field: string, value: unknown, message: string, cause?: unknown): InvalidSpecError {
  return new InvalidSpecError([{ field, value, message }], { cause });
}
