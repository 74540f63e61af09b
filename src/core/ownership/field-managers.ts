import { FIELD_MANAGER } from '../../api/meshinstall.ts';
import type { Manifest } from '../../api/manifest.ts';
import { isEmptySet, type FieldSet } from './field-set.ts';
import { fieldPath, isWithin } from '../drift/field-path.ts';

interface FieldsRecord {
  readonly manager?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: FieldSet;
}

/**
 * Who else has set a field last, by the account that the apiserver keeps (`metadata.managedFields`); with the
 * subresource where it was set through one, as in `kubectl (scale)`. Undefined where nobody but us holds it, for
 * example because it was removed.
 * @param live the object, or only its metadata
 * @param path as in Drift
 */
export function otherManager({ metadata }: Manifest, path: string): string | undefined {
  const records = (metadata.managedFields ?? []) as readonly FieldsRecord[];
  const others = records.filter(
    ({ manager, fieldsV1 = {} }) => manager !== undefined && manager !== FIELD_MANAGER && holds(fieldsV1, '', path),
  );
  const [last] = others.sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
  const { manager, subresource = '' } = last ?? {};
  return manager === undefined || subresource === '' ? manager : `${manager} (${subresource})`;
}

function holds(set: FieldSet, at: string, path: string): boolean {
  if (at === path) return true;
  if (!isWithin(path, at)) return false;
  if (isEmptySet(set)) return at !== '';
  return Object.entries(set).some(([key, below]) => {
    const next = stepTo(at, key);
    return next !== undefined && holds(below, next, path);
  });
}

/** The path below `at` that a key of a field set means; undefined for keys that are no steps. */
function stepTo(at: string, key: string): string | undefined {
  if (key.startsWith('f:')) return fieldPath(at, key.slice(2));
  if (!key.startsWith('k:')) return undefined;
  return `${at}[${Object.values(JSON.parse(key.slice(2)) as object).join('/')}]`;
}
