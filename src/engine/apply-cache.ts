import type { Manifest } from '../api/manifest.ts';
import { digestOf } from '../core/model/digest.ts';
import { firstDrift, type Drift } from '../core/drift/drift.ts';
import { identityOf } from '../core/model/object-id.ts';

interface Entry {
  readonly digest: string;
  readonly resourceVersion: string | undefined;
}

/** Why an object has to be applied. */
export type ApplyReason =
  { readonly why: 'missing' } | { readonly why: 'changed' } | { readonly why: 'drifted'; readonly drift: Drift };

/**
 * What we last applied, and what the apiserver made of it. It spares requests: an object that is still as our last
 * apply left it needs none. Losing it (a restart) costs one comparison per object, never correctness.
 */
export class ApplyCache {
  readonly #entries = new Map<string, Entry>();

  /** An apply of `wanted` gave `result`. */
  record(wanted: Manifest, result: Manifest): void {
    this.#entries.set(identityOf(wanted), {
      digest: digestOf(wanted),
      resourceVersion: result.metadata.resourceVersion,
    });
  }

  /** The object is gone, no longer ours, or about to be something else. */
  forget(object: Manifest): void {
    this.#entries.delete(identityOf(object));
  }

  /**
   * Whether `wanted` has to be sent. `settled` says that this very set of objects was installed before: then what live
   * already holds need not be sent again; otherwise everything is sent once, so that fields which we no longer want go.
   */
  applyReason(wanted: Manifest, live: Manifest | undefined, settled: boolean): ApplyReason | undefined {
    if (live === undefined) return { why: 'missing' };
    const entry = this.#entries.get(identityOf(wanted));
    const sameDesired = entry?.digest === digestOf(wanted);
    if (!sameDesired && !settled) return { why: 'changed' };
    if (sameDesired && entry.resourceVersion === live.metadata.resourceVersion) return undefined;
    const drift = firstDrift(wanted, live);
    return drift === undefined ? undefined : { why: 'drifted', drift };
  }
}
