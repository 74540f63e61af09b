import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sameInventory, stale, union } from '../../../../src/core/model/inventory.ts';
import { identityOf, idOf, refOf, type ObjectId } from '../../../../src/core/model/object-id.ts';

const ref = fc.record({
  apiVersion: fc.constantFrom('v1', 'apps/v1', 'autoscaling/v2', 'autoscaling/v2beta2', 'policy/v1', 'policy/v1beta1'),
  kind: fc.constantFrom('Service', 'Deployment', 'HorizontalPodAutoscaler'),
  namespace: fc.constantFrom('', 'istio-system'),
  name: fc.constantFrom('a', 'b', 'c', 'istio-pilot'),
});
const id: fc.Arbitrary<ObjectId> = ref.map(({ namespace, ...rest }) =>
  idOf({ ...rest, ...(namespace !== '' && { namespace }) }),
);
/** An inventory holds every object once, whatever its API version. */
const inventory = fc.uniqueArray(id, { selector: (each) => identityOf(refOf(each)) });
const identities = (ids: readonly ObjectId[]): string[] => ids.map((each) => identityOf(refOf(each))).sort();

describe('An inventory', () => {
  it('reads back every id that it writes', () => {
    fc.assert(fc.property(id, (each) => expect(idOf(refOf(each))).toBe(each)));
  });

  it('loses no object when a new one is recorded over it, and holds none twice', () => {
    fc.assert(
      fc.property(inventory, inventory, (old, wanted) => {
        const both = union(old, wanted);
        expect(identities(both)).toEqual([...new Set([...identities(old), ...identities(wanted)])].sort());
        expect(wanted.every((each) => both.includes(each))).toBe(true);
      }),
    );
  });

  it('splits into what is wanted and what is stale, with nothing in both', () => {
    fc.assert(
      fc.property(inventory, inventory, (old, wanted) => {
        const gone = new Set(identities(stale(old, wanted)));
        const kept = new Set(identities(wanted));
        expect(identities(old).every((each) => gone.has(each) !== kept.has(each))).toBe(true);
      }),
    );
  });

  it('is the same in any order', () => {
    fc.assert(fc.property(inventory, (ids) => expect(sameInventory(ids, [...ids].reverse())).toBe(true)));
  });
});
