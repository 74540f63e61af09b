import { OPTIONS } from '../catalog/options.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from '../catalog/options/unmapped.ts';
import { isTree } from '../values/tree.ts';
import { nameOf, objectIn, type Document } from './document.ts';
import { layerAt, readHelm } from './helm/values.ts';
import { readObject } from './kinds.ts';
import type { Passed, Reading, ReadText } from './reading.ts';

/** A document, and what became of it. */
export interface Recognised {
  /** What it is, for people. */
  readonly what: string;
  /** It says what it is; what does not can only be values. */
  readonly isObject: boolean;
  readonly reading?: Reading;
  /** Why it asks for no mesh, or how it was understood. */
  readonly remarks: readonly string[];
}

/** Tells by apiVersion and kind what a document is, and reads it. */
export function recognise({ source, content }: Document, readText: ReadText): Recognised {
  const object = objectIn(content);
  if (object === undefined) return { what: source, isObject: false, ...outcome(readPlain(content)) };
  return { what: `${source}: ${nameOf(object)}`, isObject: true, ...outcome(readObject(object, readText)) };
}

const outcome = (read: Reading | Passed): Pick<Recognised, 'reading' | 'remarks'> =>
  'passed' in read ? { remarks: [read.passed] } : { reading: read, remarks: read.remarks ?? [] };

function readPlain(content: unknown): Reading | Passed {
  if (!isTree(content)) return { passed: 'is not a values file: expected one map' };
  const keys = Object.keys(content);
  if (keys.length > 0 && !keys.some(isOfChart)) return { passed: "has no value of Istio's charts" };
  return readHelm({ layers: layerAt(content, '') });
}

/** Keys at the top of the charts' values; `istio` is where charts that depend on Istio's keep them. */
const ROOTS: ReadonlySet<string> = new Set([
  'istio',
  ...[...OPTIONS, ...WITHOUT_FIELD].flatMap(({ helm }) => helm?.split('.', 1) ?? []),
  ...WITHOUT_MEANING.flatMap((key) => key.split('.', 1)),
]);

/** Flat files have whole paths for keys. */
const isOfChart = (key: string): boolean => ROOTS.has(key.split('.', 1)[0] ?? '');
