import { dump } from 'js-yaml';
import type { Manifest } from '../../api/manifest.ts';
import { liveSide } from '../../core/drift/live-side.ts';
import { maskedObject, maskedPair } from '../../core/drift/masking.ts';
import { diffLines } from '../../core/drift/unified-diff.ts';
import type { ObjectReport } from '../contract.ts';

/** An object as people read it. */
export const yamlOf = (object: Manifest): string => dump(object, { lineWidth: -1, noRefs: true, quoteStyle: 'single' });

/** One object as it should be and as it is. Nothing that is secret leaves this function. */
export function objectReport(id: string, wanted: Manifest | undefined, live: Manifest | undefined): ObjectReport {
  return {
    id,
    ...(wanted !== undefined && { wanted: maskedObject(wanted) }),
    ...(live !== undefined && { live: maskedObject(withoutBookkeeping(live)) }),
    difference: wanted === undefined || live === undefined ? [] : differenceOf(wanted, live),
  };
}

function differenceOf(wanted: Manifest, live: Manifest): string[] {
  const side = liveSide(wanted, live);
  // Equal sides are the same object: nothing has to be written down to see that.
  if (side === wanted) return [];
  const [shownLive, shownWanted] = maskedPair(side as Manifest, wanted);
  return diffLines(yamlOf(shownLive), yamlOf(shownWanted));
}

/** Who wrote which field is as long as the object, and says nothing about it. */
function withoutBookkeeping({ metadata: { managedFields: _, ...metadata }, ...rest }: Manifest): Manifest {
  return { ...rest, metadata };
}
