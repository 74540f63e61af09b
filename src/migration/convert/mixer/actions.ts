import type { Manifest } from '../../../api/manifest.ts';
import { ADAPTERS, TEMPLATES } from '../../assess/rules/adapters.data.ts';
import { kindOf } from '../../kinds.ts';
import { list, record, text, texts, type Loose } from '../../reading.ts';
import { namespaceOf } from '../services.ts';

/** A handler or instance of mixer, in the form of any release. */
export interface MixerObject {
  readonly object: Manifest;
  /** The adapter of a handler, or the template of an instance. */
  readonly of: string;
  readonly params: Loose;
}

/** What a rule of mixer has done. */
export interface Action {
  readonly rule: Manifest;
  /** Empty where it is for everything. */
  readonly match: string;
  readonly handler: MixerObject;
  readonly instances: readonly MixerObject[];
  /** References to instances that were not read. */
  readonly missing: readonly string[];
}

const GROUP = 'config.istio.io';

/** What rules of mixer call, by namespace and name of the rule. Handlers that were not read are left out. */
export function actionsIn(objects: readonly Manifest[]): Action[] {
  const [handlers, instances] = [handlersIn(objects), instancesIn(objects)];
  return rulesIn(objects).flatMap((rule) =>
    callsOf(rule).flatMap(({ reference, names }): Action[] => {
      const handler = behind(reference, rule, handlers);
      if (handler === undefined) return [];
      const found = texts(names).map((each) => ({ each, instance: behind(each, rule, instances) }));
      const missing = found.filter(({ instance }) => instance === undefined).map(({ each }) => each);
      const match = text(record(rule['spec'])['match']) ?? '';
      return [{ rule, match, handler, instances: found.flatMap(({ instance }) => instance ?? []), missing }];
    }),
  );
}

/** Handlers that rules name and that were not read. */
export function unreadIn(objects: readonly Manifest[]): { readonly rule: Manifest; readonly reference: string }[] {
  const handlers = handlersIn(objects);
  return rulesIn(objects).flatMap((rule) =>
    callsOf(rule)
      .filter(({ reference }) => behind(reference, rule, handlers) === undefined)
      .map(({ reference }) => ({ rule, reference })),
  );
}

function rulesIn(objects: readonly Manifest[]): Manifest[] {
  const keyOf = (rule: Manifest): string => `${namespaceOf(rule)}/${rule.metadata.name}`;
  const rules = objects.filter((object) => kindOf(object) === `rule.${GROUP}`);
  return [...rules].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const callsOf = (rule: Manifest): { readonly reference: string; readonly names: unknown }[] =>
  list(record(rule['spec'])['actions']).flatMap((action) => {
    const { handler, instances } = record(action);
    return typeof handler === 'string' ? [{ reference: handler, names: instances }] : [];
  });

/** Handlers, whose adapter is a field since 1.2 and was their kind before. */
const handlersIn = (objects: readonly Manifest[]): MixerObject[] =>
  mixerObjects(objects, 'handler', Object.keys(ADAPTERS), ['compiledAdapter', 'adapter']);

const instancesIn = (objects: readonly Manifest[]): MixerObject[] =>
  mixerObjects(objects, 'instance', TEMPLATES, ['compiledTemplate', 'template']);

function mixerObjects(
  objects: readonly Manifest[],
  kind: string,
  legacy: readonly string[],
  fields: readonly string[],
): MixerObject[] {
  return objects.flatMap((object): MixerObject[] => {
    if (!object.apiVersion.startsWith(`${GROUP}/`)) return [];
    const spec = record(object['spec']);
    if (legacy.includes(object.kind)) return [{ object, of: object.kind, params: spec }];
    if (object.kind !== kind) return [];
    const of = fields.map((field) => text(spec[field])).find((value) => value !== undefined);
    return [{ object, of: of ?? '', params: record(spec['params']) }];
  });
}

/** A reference is `name`, `name.namespace`, or with a kind between them (mixer/pkg/runtime/config, canonicalize). */
function behind(reference: string, rule: Manifest, all: readonly MixerObject[]): MixerObject | undefined {
  const [name, ...rest] = reference.split('.');
  const named = all.filter(({ object }) => object.metadata.name === name);
  const isIn = (namespace: string, kind?: string): MixerObject | undefined =>
    named.find(
      ({ object, of }) => namespaceOf(object) === namespace && (kind === undefined || [of, object.kind].includes(kind)),
    );
  const [first, second] = rest;
  if (first === undefined) return isIn(namespaceOf(rule));
  return second === undefined ? (isIn(first) ?? isIn(namespaceOf(rule), first)) : isIn(second, first);
}
