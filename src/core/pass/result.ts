import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import type { Action } from '../upgrade/action.ts';
import type { RestartReport } from '../data-plane/restart-report.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { PassOutcome } from './outcome.ts';
import type { PartObjects } from '../model/graph.ts';

/** What a pass knows in the end. */
export interface PassResult {
  readonly generation: number;
  readonly outcome: PassOutcome;
  readonly inventory: readonly ObjectId[];
  /** Digest of what came to the end of its installation, if anything did. */
  readonly installed: string | undefined;
  /** What became of workloads with old sidecars, where these are restarted. */
  readonly restart?: RestartReport;
  /** What was carried out; missing when the spec was refused before anything could be rendered. */
  readonly desired?: {
    readonly spec: ResolvedSpec;
    readonly manifests: readonly Manifest[];
    readonly proxyImage?: string;
  };
  /** Where a mesh that others apply is not as rendered, one sentence each; missing where we apply. */
  readonly differences?: readonly string[];
  /** What the newest spec asks for that is possible and probably a slip, one sentence each. */
  readonly doubts?: readonly string[];
  /** Fields that are as others set them, one sentence each. */
  readonly leftToOthers?: readonly string[];
  readonly passPlan?: PassPlan;
}

/** Where a pass stands on the way to what is asked for. */
export interface PassPlan {
  readonly action: Action;
  /** `spec.version`. */
  readonly target: string;
  /** The spec that is carried out. */
  readonly requestedSpec: MeshInstallSpec;
  /** The parts of the hop, needed before needing. */
  readonly parts: readonly PartObjects[];
  /** True when there is something else to go back to. */
  readonly canRollBack: boolean;
  /** Why what is installed cannot be rendered again, where that is so. */
  readonly rollbackObstacle?: string;
}

/** A hop is done, and another one follows. */
export function isStopover({ outcome, passPlan }: PassResult): boolean {
  return outcome.kind === 'converged' && passPlan?.action.kind === 'upgrade' && passPlan.action.hop.rest.length > 0;
}
