import type { Manifest } from '../../api/manifest.ts';
import { specOf, type Target } from './legacy.ts';

/** Written by tools about the object as it was; wrong on another one. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const withoutEmpty = <T extends object>(fields: T): T =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => Object.keys((value ?? {}) as object).length > 0),
  ) as T;

/** An object with what its author wrote, and nothing that the apiserver added. */
export function authored(object: Manifest, spec: object): Manifest {
  const { name, namespace } = object.metadata;
  // A file may have the key and nothing behind it.
  const [labels, annotations] = [object.metadata.labels ?? {}, object.metadata.annotations ?? {}];
  const { [LAST_APPLIED]: _, ...notes } = annotations;
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...withoutEmpty({ labels, annotations: notes }),
  };
  return { apiVersion: object.apiVersion, kind: object.kind, metadata, spec };
}

/**
 * The spec that says in the new form what a legacy object says. An adapter's parameters are its old spec. So are a
 * template's, but for the attributes that it fills, which have a field of their own
 * (mixer/pkg/runtime/config/ephemeral.go, 1.1 and 1.2).
 */
export function newSpec(object: Manifest, target: Target): Record<string, unknown> {
  if (target === 'handler') return { compiledAdapter: object.kind, ...withoutEmpty({ params: specOf(object) }) };
  const { attribute_bindings: snake, attributeBindings = snake, ...params } = specOf(object);
  return { compiledTemplate: object.kind, ...withoutEmpty({ params, attributeBindings }) };
}
