import type { Manifest } from '../api/manifest.ts';
import type { ResolvedSpec } from '../api/resolved.ts';
import type { MeshInstallStatus } from '../api/status.ts';
import type { Hop } from './hop.ts';
import type { ObjectId } from './object-id.ts';
import type { Verdict } from './verdict.ts';

/** What a pass knows in the end; `desired` is missing when the spec was refused before anything could be rendered. */
export interface PassResult {
  readonly generation: number;
  readonly verdict: Verdict;
  readonly inventory: readonly ObjectId[];
  /** Digest of what came to the end of its installation, if anything did. */
  readonly installed: string | undefined;
  readonly desired?: {
    readonly spec: ResolvedSpec;
    readonly manifests: readonly Manifest[];
    readonly proxyImage?: string;
    readonly hop?: Hop;
  };
  /** Where a mesh that others apply is not as rendered, one sentence each; missing where we apply. */
  readonly differences?: readonly string[];
}

/** The way of an upgrade, while it goes on. */
export function planOf({ verdict, desired }: PassResult): MeshInstallStatus['plan'] {
  const { from, to, rest } = desired?.hop ?? { to: '', rest: [] };
  if (from === undefined || (rest.length === 0 && (from === to || verdict.kind === 'settled'))) return undefined;
  return { from, path: [to, ...rest] };
}

/** A hop is done, and another one follows. */
export function isStopover({ verdict, desired }: PassResult): boolean {
  return verdict.kind === 'settled' && (desired?.hop?.rest.length ?? 0) > 0;
}
