import type { Manifest } from '../api/manifest.ts';
import type { MeshInstall } from '../api/meshinstall.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import type { MeshInstallStatus } from '../api/status.ts';
import type { EventInput } from '../core/status/events.ts';

/** What is said of a mesh: by the console, and by `meshwright status -o json` in the same words. */
export interface MeshReport {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  /** Empty until the operator has looked. */
  readonly status: MeshInstallStatus;
}

/** Every mesh of the cluster, by name: the answer at `/api/meshes`. */
export interface FleetReport {
  readonly meshes: readonly MeshReport[];
}

/** Something that happened, and when: ISO 8601, UTC. */
export interface ToldEvent extends EventInput {
  readonly at: string;
}

/** The sidecars of one namespace. */
export interface NamespaceProxies {
  readonly namespace: string;
  /** By Istio version, the most frequent first; `unknown` where an image does not tell. */
  readonly versions: readonly { readonly version: string; readonly proxies: number }[];
}

/** One mesh with what its status does not say: the answer at `/api/meshes/NAME`. */
export interface MeshDetail extends MeshReport {
  /** How long a gate may take, such as `10m`; missing for a spec that is refused. */
  readonly gateTimeout?: string;
  /** Application namespaces, those with most sidecars first; missing while the pods have not been read. */
  readonly namespaces?: readonly NamespaceProxies[];
  /** What was told since the operator started, the newest first. */
  readonly events: readonly ToldEvent[];
  /** Those of them that are about what others changed. */
  readonly repairs: readonly ToldEvent[];
}

/** One object of a mesh, without what is secret in it: the answer at `/api/meshes/NAME/objects?id=ID`. */
export interface ObjectReport {
  /** As in the inventory of the status. */
  readonly id: string;
  /** As the spec asks for it; missing where it does not. */
  readonly wanted?: Manifest;
  /** As it is in the cluster; missing where there is none, or the operator does not follow its kind. */
  readonly live?: Manifest;
  /** True where who asks may not read the object: then only what is wanted is told. */
  readonly hidden?: true;
  /** What makes the live one the wanted one, as the lines of `diff -u`; empty where nothing drifted. */
  readonly difference: readonly string[];
}

/** What is said of a mesh, from the cluster. */
export const meshReport = ({ metadata, spec, status = {} }: MeshInstall): MeshReport => ({
  name: metadata.name,
  spec,
  status,
});
