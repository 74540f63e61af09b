import { rowOf } from '../catalog/minor.ts';
import { MIXER_RULES, type MixerDialect } from '../catalog/mixer-rules.ts';
import { namespaced } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/** Templates and adapters that are compiled into mixer, as far as we use them. */
type Template = 'kubernetes' | 'logentry' | 'metric';
type Adapter = 'kubernetesenv' | 'prometheus' | 'stdio';

/** What a rule does: it sends instances of one template to an adapter. */
interface Action {
  readonly adapter: Adapter;
  readonly template: Template;
  readonly instances: readonly string[];
}

const dialectOf = ({ spec }: Mesh): MixerDialect => rowOf(MIXER_RULES, spec.version).dialect;

/** An object of mixer's configuration. */
export function mixerObject(mesh: Mesh, kind: string, name: string, spec?: object): Manifest {
  const object = namespaced(mesh, 'config.istio.io/v1alpha2', kind, name, { app: 'mixer' });
  return spec === undefined ? object : { ...object, spec };
}

/** What mixer computes from a request, and the attributes that the answer of its adapter becomes. */
export function instance(mesh: Mesh, template: Template, name: string, params: object, bindings?: object): Manifest {
  if (!dialectOf(mesh).instancesAreOneKind) {
    return mixerObject(mesh, template, name, { ...params, ...(bindings && { attribute_bindings: bindings }) });
  }
  return mixerObject(mesh, 'instance', name, {
    compiledTemplate: template,
    params,
    ...(bindings && { attributeBindings: bindings }),
  });
}

/** The name by which handlers know an instance, without its namespace. */
export function instanceName(mesh: Mesh, template: Template, name: string): string {
  return `${name}.${dialectOf(mesh).instancesAreOneKind ? 'instance' : template}`;
}

/** A configured adapter; there is one of each. */
export function handler(mesh: Mesh, adapter: Adapter, params?: object): Manifest {
  if (!dialectOf(mesh).handlersAreOneKind) return mixerObject(mesh, adapter, 'handler', params);
  return mixerObject(mesh, 'handler', adapter, { compiledAdapter: adapter, ...(params && { params }) });
}

/** When mixer does what; always, without a condition. */
export function rule(mesh: Mesh, name: string, action: Action, match?: string): Manifest {
  const { instancesAreOneKind, handlersAreOneKind } = dialectOf(mesh);
  const { adapter, template, instances } = action;
  const done = {
    handler: handlersAreOneKind ? adapter : `handler.${adapter}`,
    instances: instances.map((of) => (instancesAreOneKind ? of : `${of}.${template}`)),
  };
  return mixerObject(mesh, 'rule', name, { ...(match !== undefined && { match }), actions: [done] });
}
