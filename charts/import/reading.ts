import type { StatedField } from '../values/mesh-install.ts';
import type { Unmapped } from '../values/unmapped.ts';
import type { Tree } from '../values/tree.ts';

/** Values of the charts, and where people find them in what they gave us. */
export interface Layer {
  readonly values: Tree;
  /** The place of a key, for example `spec.values.pilot.traceSampling`. */
  readonly place: (key: string) => string;
}

/** Something that a document says in passing: a release, a namespace. */
export interface Said {
  readonly text: string;
  /** Where it says so. */
  readonly place: string;
  /** What that is here, where the words are somebody else's. */
  readonly means?: string;
}

/** What a document asks for, in words of the charts and of the contract. */
export interface Reading {
  /** The Istio release as it is written there: `1.4.3`, `1.4-dev`, `~1.4.0`. */
  readonly release?: Said | undefined;
  readonly profile?: Said | undefined;
  readonly namespace?: Said | undefined;
  /** Later ones over earlier ones, as Helm merges them. */
  readonly layers: readonly Layer[];
  /** What the charts had no value for, over the layers. */
  readonly fields?: readonly StatedField[];
  /** What cannot be carried over. */
  readonly unmapped?: readonly Unmapped[];
  /** How the document was understood, where that is no matter of course. */
  readonly remarks?: readonly string[] | undefined;
}

/** A document that asks for no mesh, and why that is. */
export interface Passed {
  readonly passed: string;
}

/** Reads YAML or JSON inside of a document. @throws InputError when the text is neither; `place` is for its message */
export type ReadText = (text: string, place: string) => unknown;
