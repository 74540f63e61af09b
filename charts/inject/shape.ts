import { InjectionError } from './errors.ts';
import type { Loose, PodTemplate } from './pod.ts';

/** True for a map of a document. */
export const isMap = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A pod of a document as it can be read: what is empty is left out.
 * @throws InjectionError that names what Kubernetes would not take either, such as an annotation that is no text
 */
export function podIn(pod: Loose): PodTemplate {
  const { metadata, spec, ...others } = pod;
  const { labels, annotations, ...named } = mapAt('metadata', metadata);
  const { containers, initContainers, volumes, ...settings } = mapAt('spec', spec);
  return {
    ...others,
    metadata: {
      ...named,
      ...given('labels', texts('metadata.labels', labels)),
      ...given('annotations', texts('metadata.annotations', annotations)),
    },
    spec: {
      ...settings,
      ...given('initContainers', containersAt('spec.initContainers', initContainers)),
      ...given('containers', containersAt('spec.containers', containers)),
      ...given('volumes', mapsAt('spec.volumes', volumes)),
    },
  };
}

const given = <K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, T>);

const wrong = (field: string, value: unknown, needed: string): InjectionError =>
  new InjectionError(`${field}: ${JSON.stringify(value).slice(0, 100)}: not possible; it has to be ${needed}`);

function mapAt(field: string, value: unknown): Loose {
  if (value === undefined || value === null) return {};
  if (isMap(value)) return value;
  throw wrong(field, value, 'a map');
}

function texts(field: string, value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = Object.entries(mapAt(field, value));
  for (const [key, text] of entries) {
    if (typeof text === 'string') continue;
    throw wrong(`${field}["${key}"]`, text, typeof text === 'object' ? 'text' : 'text; put it in quotes');
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function mapsAt(field: string, value: unknown): Loose[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrong(field, value, 'a list');
  return value.map((item, i) => {
    if (isMap(item)) return item;
    throw wrong(`${field}[${i}]`, item, 'a map');
  });
}

type Containers = NonNullable<NonNullable<PodTemplate['spec']>['containers']>;

function containersAt(field: string, value: unknown): Containers | undefined {
  const list = mapsAt(field, value);
  list?.forEach(({ name }, i) => {
    if (typeof name !== 'string') throw wrong(`${field}[${i}].name`, name ?? null, 'text');
  });
  return list as Containers | undefined;
}
