import { firstDrift, type Drift } from './drift.ts';
import { withoutField } from './without-field.ts';

/** Every field of `wanted` that `live` does not have, as `firstDrift` tells them; of a list that is replaced whole, one. */
export function everyDrift(wanted: unknown, live: unknown): Drift[] {
  const drift = firstDrift(wanted, live);
  if (drift === undefined) return [];
  return drift.path === '' ? [drift] : [drift, ...everyDrift(withoutField(wanted, drift.path), live)];
}
