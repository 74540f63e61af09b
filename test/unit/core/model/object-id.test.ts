import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sameInventory, stale, union } from '../../../../src/core/model/inventory.ts';
import { isKept } from '../../../../src/core/ownership/kept.ts';
import { describeObject, identityOf, idOf, refOf } from '../../../../src/core/model/object-id.ts';
import { anyRef, inAnotherVersion } from '../../../support/objects.ts';

const ids = (): fc.Arbitrary<string[]> =>
  fc.uniqueArray(anyRef(), { selector: identityOf, maxLength: 12 }).map((refs) => refs.map(idOf));
const identities = (list: readonly string[]): string[] => list.map((id) => identityOf(refOf(id))).sort();

describe('an object id', () => {
  it('leads back to the reference that it was made from', () => {
    fc.assert(
      fc.property(anyRef(), (ref) => {
        expect(refOf(idOf(ref))).toEqual(ref);
      }),
    );
  });

  it('is the same for an object and for a reference to it', () => {
    fc.assert(
      fc.property(anyRef(), ({ apiVersion, kind, ...metadata }) => {
        expect(idOf({ apiVersion, kind, metadata })).toBe(idOf({ apiVersion, kind, ...metadata }));
      }),
    );
  });

  it('differs between two objects', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyRef(), { selector: (ref) => JSON.stringify(ref) }), (refs) => {
        expect(new Set(refs.map(idOf)).size).toBe(refs.length);
      }),
    );
  });

  it.each(['', 'v1', 'v1/Pod', 'v1/Pod/x/', 'Pod/x/y', '/Pod/x/y', 'v1//x/y'])(
    'is refused when it is none: "%s"',
    (id) => {
      expect(() => refOf(id)).toThrow(new RangeError(`not an object id: "${id}"`));
    },
  );

  it('reads like people write', () => {
    expect(describeObject({ apiVersion: 'v1', kind: 'Service', namespace: 'ns', name: 'a' })).toBe('Service ns/a');
    expect(describeObject({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } })).toBe('Node a');
  });
});

describe('an identity', () => {
  it('is what two API versions of one object have in common', () => {
    fc.assert(
      fc.property(anyRef(), (ref) => {
        expect(identityOf(inAnotherVersion(ref))).toBe(identityOf(ref));
      }),
    );
  });

  it('keeps kinds of the same name in two groups apart', () => {
    const policy = { kind: 'Policy', namespace: 'ns', name: 'a' };
    expect(identityOf({ ...policy, apiVersion: 'policy/v1' })).not.toBe(
      identityOf({ ...policy, apiVersion: 'authentication.istio.io/v1alpha1' }),
    );
  });
});

describe('the union of two inventories', () => {
  it('holds the same objects whichever comes first', () => {
    fc.assert(
      fc.property(ids(), ids(), (a, b) => {
        expect(identities(union(a, b))).toEqual(identities(union(b, a)));
      }),
    );
  });

  it('holds all of both, once each, and nothing else', () => {
    fc.assert(
      fc.property(ids(), ids(), (a, b) => {
        expect(identities(union(a, b))).toEqual([...new Set([...identities(a), ...identities(b)])].sort());
      }),
    );
  });

  it('is sorted, and changes nothing when it is done again', () => {
    fc.assert(
      fc.property(ids(), ids(), (a, b) => {
        const once = union(a, b);
        expect(once).toEqual([...once].sort());
        expect(union(once, b)).toEqual(once);
        expect(union(once, [])).toEqual(once);
      }),
    );
  });

  it('says the version in which an object is wanted now', () => {
    const [old, wanted] = ['policy/v1beta1/PodDisruptionBudget/ns/a', 'policy/v1/PodDisruptionBudget/ns/a'];
    expect(union([old], [wanted])).toEqual([wanted]);
  });
});

describe('what is stale', () => {
  it('is, with what is kept, all that was there before', () => {
    fc.assert(
      fc.property(ids(), ids(), (old, wanted) => {
        const gone = stale(old, wanted);
        const kept = old.filter((id) => identities(wanted).includes(identityOf(refOf(id))));
        expect([...gone, ...kept].sort()).toEqual([...old].sort());
        expect(gone.filter((id) => kept.includes(id))).toEqual([]);
      }),
    );
  });

  it('is never what is wanted in another API version', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyRef(), { selector: identityOf }), (refs) => {
        expect(stale(refs.map(idOf), refs.map(inAnotherVersion).map(idOf))).toEqual([]);
      }),
    );
  });

  it('together with what is wanted is the union', () => {
    fc.assert(
      fc.property(ids(), ids(), (old, wanted) => {
        expect([...stale(old, wanted), ...wanted].sort()).toEqual(union(old, wanted));
      }),
    );
  });
});

describe('two inventories', () => {
  it('are the same in whatever order, and not when one holds more or another', () => {
    fc.assert(
      fc.property(ids(), (a) => {
        expect(sameInventory(a, [...a].reverse())).toBe(true);
        expect(sameInventory(a, [...a, 'v1/ConfigMap/ns/one-more'])).toBe(false);
        if (a.length > 0) expect(sameInventory(a, [...a.slice(1), 'v1/ConfigMap/ns/another'])).toBe(false);
      }),
    );
  });
});

describe('objects that are never pruned', () => {
  it.each([
    ['v1', 'Namespace'],
    ['v1', 'Secret'],
    ['v1', 'PersistentVolumeClaim'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition'],
  ])('%s %s', (apiVersion, kind) => {
    expect(isKept({ apiVersion, kind, name: 'x' })).toBe(true);
    expect(isKept({ apiVersion, kind, namespace: 'ns', name: 'x' })).toBe(true);
  });

  it.each([
    ['v1', 'ConfigMap'],
    ['apps/v1', 'Deployment'],
    ['example.org/v1', 'Secret'],
    ['example.org/v1', 'Namespace'],
  ])('but %s %s', (apiVersion, kind) => {
    expect(isKept({ apiVersion, kind, namespace: 'ns', name: 'x' })).toBe(false);
  });
});
