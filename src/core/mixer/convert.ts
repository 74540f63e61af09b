import type { Manifest } from '../../api/manifest.ts';
import { digestOf } from '../model/digest.ts';
import { describeObject } from '../model/object-id.ts';
import { goneAttributes } from './attributes.ts';
import { authored, newSpec } from './forms.ts';
import { fullNameOf, isMixer, isRendered, specOf, type LegacyKind } from './legacy.ts';
import { renamed, type Renamed } from './names.ts';
import { directoryOf, rewritten, withNewNames, type Directory, type Reference } from './references.ts';

/** Something to know about one object, or to do by hand. */
export interface Remark {
  readonly object: string;
  readonly message: string;
}

/** What a conversion gives. */
export interface Conversion {
  /** What to apply, by namespace, kind and name: handlers, instances and the rules that call them otherwise now. */
  readonly objects: readonly Manifest[];
  /** What nothing reads any more once the mesh runs 1.2: to be deleted then. */
  readonly obsolete: readonly Manifest[];
  /** What could not be converted, in whole or in part. */
  readonly unconverted: readonly Remark[];
  /** New names and other news that need nothing done. */
  readonly notes: readonly Remark[];
}

/**
 * Mixer's configuration of Istio 1.0 and 1.1, where every adapter and template had a kind of its own, in the form that
 * 1.2 and later read. The same objects give the same result, and what was converted before is left as it is.
 * @param objects everything that may refer to each other: legacy objects, rules, handlers, instances
 */
export function convertMixer(objects: readonly Manifest[], legacyKinds: readonly LegacyKind[]): Conversion {
  const kinds = new Map(legacyKinds.map((legacy) => [legacy.kind, legacy]));
  const all = renamed(objects, kinds);
  const directory = directoryOf(kinds, all, objects);
  const own = all.filter(({ object }) => !isRendered(object));
  const others = objects.filter((object) => !isRendered(object));
  const rules = others.filter((object) => isMixer(object, 'rule')).map((rule) => withNewActions(rule, directory));
  const handlers = others
    .filter((object) => isMixer(object, 'handler'))
    .map((object) => withNewParams(object, directory));
  const changed = [...rules.map(({ rule }) => rule), ...handlers].filter(isChanged(objects));
  return {
    objects: [...own.map((entry) => inNewForm(entry, directory)), ...changed].sort(byPlace),
    obsolete: own.map(({ object }) => object).sort(byPlace),
    unconverted: [
      ...others.flatMap(notConvertible(kinds)),
      ...rules.flatMap(({ remarks }) => remarks),
      ...others.flatMap(outdated),
    ],
    notes: own.flatMap((entry) => notesOn(entry, kinds)),
  };
}

function inNewForm({ object, target, name }: Renamed, directory: Directory): Manifest {
  const spec = newSpec(object, target);
  const { metadata, apiVersion } = authored(object, {});
  const converted = { apiVersion, kind: target, metadata: { ...metadata, name }, spec };
  return target === 'handler' ? withNewParams(converted, directory) : converted;
}

function withNewParams(handler: Manifest, directory: Directory): Manifest {
  const { params, ...spec } = specOf(handler);
  return authored(handler, { ...spec, ...(params !== undefined && { params: withNewNames(params, directory) }) });
}

interface Action {
  readonly handler?: string;
  readonly instances?: readonly string[];
}

interface RewrittenRule {
  readonly rule: Manifest;
  readonly remarks: readonly Remark[];
}

function withNewActions(rule: Manifest, directory: Directory): RewrittenRule {
  const { namespace } = rule.metadata;
  const found: Reference[] = [];
  const follow = (text: string, target: 'handler' | 'instance'): string => {
    const reference = rewritten(text, target, namespace, directory);
    found.push(reference);
    return reference.text;
  };
  const { actions, ...spec } = specOf(rule) as { actions?: Action[] };
  const next = actions?.map(({ handler, instances, ...action }) => ({
    ...(handler !== undefined && { handler: follow(handler, 'handler') }),
    ...(instances !== undefined && { instances: instances.map((text) => follow(text, 'instance')) }),
    ...action,
  }));
  const remarks = found
    .filter(({ missing }) => missing === true)
    .map(({ text }) => ({
      object: describeObject(rule),
      message: `refers to ${text}, which does not exist or was not read; the reference is as it was`,
    }));
  return { rule: authored(rule, { ...spec, ...(next !== undefined && { actions: next }) }), remarks };
}

/** Objects that are not as they were; the rest need not be applied. */
function isChanged(before: readonly Manifest[]): (object: Manifest) => boolean {
  const known = new Map(before.map((object) => [fullNameOf(object), digestOf(specOf(object))]));
  return (object) => known.get(fullNameOf(object)) !== digestOf(specOf(object));
}

/** Kinds of the group that are neither legacy nor read any more: the adapter or template was given up. */
const GIVEN_UP = ['servicecontrol', 'servicecontrolreport'];

const notConvertible =
  (kinds: ReadonlyMap<string, LegacyKind>) =>
  (object: Manifest): Remark[] => {
    const what = describeObject(object);
    if (isMixer(object, ...GIVEN_UP)) {
      return [{ object: what, message: `mixer has had no ${object.kind} since 1.1; take it out` }];
    }
    const name = object.metadata.name;
    if (!isMixer(object, object.kind) || !kinds.has(object.kind) || !name.includes('.')) return [];
    return [{ object: what, message: 'has a dot in its name, so that rules cannot name it; check who refers to it' }];
  };

const outdated = (object: Manifest): Remark[] =>
  isMixer(object, object.kind)
    ? goneAttributes(object).map((message) => ({ object: describeObject(object), message }))
    : [];

function notesOn({ object, target, name }: Renamed, kinds: ReadonlyMap<string, LegacyKind>): Remark[] {
  const what = describeObject(object);
  const until = kinds.get(object.kind)?.adapterUntil;
  const quota = object.kind === 'quota' ? '; QuotaSpecs that name it have to change, too' : '';
  return [
    ...(name === object.metadata.name
      ? []
      : [{ object: what, message: `is ${target} ${name}, because the name is taken${quota}` }]),
    ...(until === undefined ? [] : [{ object: what, message: `mixer has this adapter until ${until} only` }]),
  ];
}

const orderOf = ({ kind, metadata }: Manifest): string => [metadata.namespace ?? '', kind, metadata.name].join(' ');
const byPlace = (a: Manifest, b: Manifest): number => (orderOf(a) < orderOf(b) ? -1 : 1);
