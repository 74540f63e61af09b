import { isTree, type Tree } from '../values/tree.ts';

/** A document of a file, which nobody has checked. */
export interface Document {
  /** File that it is in. */
  readonly source: string;
  readonly content: unknown;
}

/** A document that says what it is. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Tree;
  readonly spec: Tree;
}

/** The document as an object of Kubernetes; undefined when it does not say that it is one. */
export function objectIn(content: unknown): KubernetesObject | undefined {
  if (!isTree(content)) return undefined;
  const { apiVersion, kind, metadata, spec } = content;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  return { apiVersion, kind, metadata: treeOf(metadata), spec: treeOf(spec) };
}

/** Kind and name, as in `HelmRelease istio-system/istio`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  const [namespace, name] = [textOf(metadata['namespace']), textOf(metadata['name'])];
  return name === undefined ? kind : `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The members of a list of kubectl; anything else as it is. */
export function membersOf(document: Document): Document[] {
  const { content, source } = document;
  if (!isTree(content) || !Array.isArray(content['items']) || textOf(content['kind'])?.endsWith('List') !== true)
    return [document];
  return content['items'].map((item) => ({ source, content: item as unknown }));
}

/** The value as a map; an empty one if it is something else. */
export const treeOf = (value: unknown): Tree => (isTree(value) ? value : {});

/** The value as a list; an empty one if it is something else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Text as it is, nothing as no text, anything else as JSON: whatever a document holds where one value belongs. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** The value as a number, as far as it is one. */
export const numberOf = (value: unknown): number => Number(plainText(value));

/** Text that says something; a number counts as text. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
