import type { Capabilities } from '../src/api/capabilities.ts';
import type { ComponentName } from '../src/api/components.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { ResolvedSpec } from '../src/api/resolved.ts';

/** Everything a component may know: what was asked for, and what the cluster serves. */
export interface Mesh {
  /** metadata.name of the MeshInstall. */
  readonly name: string;
  readonly spec: ResolvedSpec;
  readonly capabilities: Capabilities;
  /** Where the operator runs, which no webhook may stop. Default: OPERATOR_NAMESPACE. */
  readonly operatorNamespace?: string;
  /** From which image the operator runs, which has the bridge in it. Default: that of this release. */
  readonly operatorImage?: string;
}

/** Renders one component of a mesh. Pure: the same mesh gives the same manifests, in the same order. */
export type Chart = (mesh: Mesh) => Manifest[];

/** The manifests of one component. */
export interface RenderedComponent {
  readonly component: ComponentName;
  readonly manifests: Manifest[];
}
