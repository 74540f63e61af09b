import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { RuntimeObject } from '../../api/runtime-objects.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';

/** A mesh as it should be. */
export interface Desired {
  readonly spec: ResolvedSpec;
  readonly manifests: readonly Manifest[];
  /** Digest of the manifests. */
  readonly digest: string;
  /** The image of the sidecars that are injected. */
  readonly proxyImage: string;
  /** What its programs keep by themselves on this cluster. */
  readonly runtimeObjects: readonly RuntimeObject[];
}

/** Turns a valid spec into manifests. @throws InvalidSpecError when the version, profile or an overlay is impossible */
export type Renderer = (name: string, spec: MeshInstallSpec, capabilities: Capabilities) => Desired;
