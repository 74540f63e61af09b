import fc from 'fast-check';
import type { ObjectRef } from '../../src/api/manifest.ts';

const name = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}[a-z0-9]$/);

/** Groups and versions of kinds; few, so that two references often meet. */
const API_VERSIONS = ['v1', 'apps/v1', 'policy/v1', 'policy/v1beta1', 'networking.istio.io/v1alpha3'];
const KINDS = ['ConfigMap', 'Policy', 'Gateway', 'Secret', 'Namespace'];

/** A reference to any object, cluster-scoped or not. */
export const anyRef = (): fc.Arbitrary<ObjectRef> =>
  fc
    .record({
      apiVersion: fc.constantFrom(...API_VERSIONS),
      kind: fc.constantFrom(...KINDS),
      namespace: fc.option(name(), { nil: undefined }),
      name: name(),
    })
    .map(({ namespace, ...ref }) => (namespace === undefined ? ref : { ...ref, namespace }));

/** The same object through another version of its API. */
export function inAnotherVersion(ref: ObjectRef): ObjectRef {
  const [group, version] = ref.apiVersion.split('/');
  return { ...ref, apiVersion: version === undefined ? 'v9' : `${String(group)}/v9` };
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const key = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z]{1,4}$/);

/** Any JSON value without null: what manifests are made of. */
export const anyJson = (): fc.Arbitrary<Json> =>
  fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        fc.boolean(),
        fc.integer({ min: -9, max: 9 }),
        fc.string({ maxLength: 4 }),
        fc.constantFrom('1000m', '1'),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
