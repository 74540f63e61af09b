import type { MeshInstall } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { ActivePass } from '../../runtime/active-passes.ts';
import type { Pass } from '../../runtime/controller.ts';

/** What can be seen of an operator at work. */
export interface OperatorView {
  /** Every MeshInstall, as last seen or last written. */
  readonly installs: () => readonly MeshInstall[];
  /** Meshes that could be worked on now and wait for a worker. */
  readonly queueLength: () => number;
  /** The pass that has been under way longest; undefined while every worker waits for work. */
  readonly longestPass: () => ActivePass<string> | undefined;
}

/** A status that was written, and what was there before. */
export interface StatusChange {
  readonly mesh: string;
  readonly before: MeshInstallStatus;
  readonly after: MeshInstallStatus;
}

/** Who is told what the operator does, besides the log. */
export interface Observers {
  /** Told after every pass. */
  readonly onPass?: (pass: Pass<string>) => void;
  /** Told of every status that was written. */
  readonly onStatus?: (change: StatusChange) => void;
  /** Told each time that a field of a mesh begins to be left to others, who set it again and again. */
  readonly onContest?: (mesh: string) => void;
  /** Told of every MeshInstall that is gone. */
  readonly onGone?: (mesh: string) => void;
  /** Told when caches are synced and, with undefined, when they are not followed any more. */
  readonly onReady?: (view: OperatorView | undefined) => void;
}
