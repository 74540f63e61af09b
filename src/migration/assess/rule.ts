import type { Manifest } from '../../api/manifest.ts';
import type { MeshView } from './mesh-view.ts';

/**
 * - `blocks`: the cluster refuses it, traffic fails, or access that was refused is granted
 * - `changes`: it goes on, and means something else
 * - `cosmetic`: nothing is lost; it is to be tidied up
 */
export type Severity = 'blocks' | 'changes' | 'cosmetic';

/** Severities, the worst first. */
export const SEVERITIES: readonly Severity[] = ['blocks', 'changes', 'cosmetic'];

/** Something that a rule found in an object. */
export interface Hit {
  /** What is there, as a clause that begins with a verb or names the field, without a full stop. */
  readonly message: string;
  /** Where in the object. */
  readonly field?: string;
  /** Instead of that of the rule. */
  readonly severity?: Severity;
  /** The object that people would edit, where that is another one: the workload of a pod. */
  readonly about?: { readonly kind: string; readonly namespace?: string; readonly name: string };
}

/** One thing that a current istiod does not read, or reads otherwise. */
export interface Rule {
  /** Lower case with dashes; stable, for scripts. */
  readonly id: string;
  /** What it is about, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** Kinds to look at, each as `Kind.group`, or `Kind` of the core group. */
  readonly kinds: readonly string[];
  /** Looks also at what an installer of the control plane brought; that goes with it otherwise. */
  readonly alsoInstalled?: true;
  readonly finds: (object: Manifest, view: MeshView) => readonly Hit[];
  /** What happens under the target when nothing is done, as a sentence. */
  readonly happens: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
  /** Where the fact comes from. */
  readonly source: string;
}
