import type { Logger } from 'pino';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { SelfMade } from '../../api/self-made.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import type { RestartReport } from '../../core/data-plane/restart-report.ts';
import type { Routes } from '../../core/upgrade/hop.ts';
import type { EventInput } from '../../core/status/events.ts';
import type { ApplyCache } from '../../engine/apply-cache.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { NamespaceCache } from '../caches/namespace-cache.ts';
import type { StatusChange } from '../manager/operator-view.ts';
import type { ProxyCache } from '../caches/proxy-cache.ts';
import type { preflightInputs } from '../steps/preflight-inputs.ts';

/** A mesh as it should be. */
export interface Desired {
  readonly spec: ResolvedSpec;
  readonly manifests: readonly Manifest[];
  /** Digest of the manifests. */
  readonly digest: string;
  /** The image of the sidecars that are injected. */
  readonly proxyImage: string;
  /** What its programs keep by themselves on this cluster. */
  readonly selfMade: readonly SelfMade[];
}

/** Turns a valid spec into manifests. @throws InvalidSpecError when the version, profile or an overlay is impossible */
export type Renderer = (name: string, spec: MeshInstallSpec, capabilities: Capabilities) => Desired;

/** Restarts the next batch of workloads with old sidecars; undefined when there are none, or the pods were not read. */
export type Restarter = (
  pass: PassContext,
  spec: ResolvedSpec,
  current: CurrentProxy,
) => Promise<RestartReport | undefined>;

/** Everything that a pass works with; built once, by the composition root. */
export interface OperatorContext {
  readonly client: KubeClient;
  readonly cache: LiveCache;
  readonly proxies: ProxyCache;
  readonly namespaces: NamespaceCache;
  readonly restart: Restarter;
  readonly preflightInputs: typeof preflightInputs;
  readonly applyCache: ApplyCache;
  readonly clock: Clock;
  readonly capabilities: Capabilities;
  readonly render: Renderer;
  readonly routes: Routes;
  /** Whatever programs of a mesh of any release make by themselves. */
  readonly selfMade: readonly SelfMade[];
  /** Tells what happened as an Event of the MeshInstall. */
  readonly recordEvent: (install: MeshInstall, event: EventInput) => void;
  /** Told of every status that was written. */
  readonly onStatus?: ((change: StatusChange) => void) | undefined;
}

/** One pass over one MeshInstall. */
export interface PassContext extends OperatorContext {
  readonly install: MeshInstall;
  readonly signal: AbortSignal;
  /** Carries the reconcile id. */
  readonly log: Logger;
}
