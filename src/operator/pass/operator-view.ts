import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { Proxy } from '../../core/model/proxy.ts';
import type { EventInput } from '../../core/status/events.ts';
import type { ActivePass } from '../../runtime/active-passes.ts';
import type { Pass } from '../../runtime/controller.ts';
import type { Desired } from './desired.ts';

/** What can be seen of an operator at work. */
export interface OperatorView {
  /** Every MeshInstall, as last seen or last written. */
  readonly installs: () => readonly MeshInstall[];
  /** Meshes that could be worked on now and wait for a worker. */
  readonly queueLength: () => number;
  /** The pass that has been under way longest; undefined while every worker waits for work. */
  readonly longestPass: () => ActivePass<string> | undefined;
  /** The proxies of a mesh; undefined while the pods have not been read. */
  readonly proxies: (install: MeshInstall) => readonly Proxy[] | undefined;
  /** A mesh as its spec asks for it. @throws InvalidSpecError */
  readonly desired: (install: MeshInstall) => Desired;
  /** An object of a mesh as last seen or last written; undefined where there is none, or nobody follows its kind. */
  readonly live: (object: Manifest) => Manifest | undefined;
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
  /** Told of every event that is told of a mesh. */
  readonly onEvent?: (mesh: string, event: EventInput) => void;
  /** Told when a MeshInstall may be another one, or its proxies; undefined: those of every mesh. Must not throw. */
  readonly onChange?: (mesh: string | undefined) => void;
  /** Told of every MeshInstall that is gone. */
  readonly onGone?: (mesh: string) => void;
  /** Told when caches are synced and, with undefined, when they are not followed any more. */
  readonly onReady?: (view: OperatorView | undefined) => void;
}
