import type { Manifest } from '../api/manifest.ts';
import type { MeshInstall } from '../api/meshinstall.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import type { MeshInstallStatus } from '../api/status.ts';
import type { EventInput } from '../core/status/events.ts';
import type { Section } from '../proxy/bootstrap.ts';
import type { ListeningPort } from '../proxy/ports.ts';
import type { Resource, ResourceFilter, ResourceKind } from '../proxy/resource.ts';
import type { Rule } from '../proxy/rules.ts';

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
  /** What was told, the newest first: also before the operator started, as far as the cluster remembers. */
  readonly events: readonly ToldEvent[];
  /** Since when events are heard, ISO 8601; missing once those of before have been read, too. */
  readonly eventsSince?: string;
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

/** A sidecar or gateway, as far as the operator follows it. */
export interface ProxyEntry {
  readonly namespace: string;
  readonly pod: string;
  readonly role: 'sidecar' | 'router';
  readonly image: string;
  /** Istio version; `unknown` where the image does not tell. */
  readonly version: string;
  /** `Deployment reviews-v1`; missing for a pod that stands alone. */
  readonly workload?: string;
  /** Namespace of the pilot that it asks, where its arguments say so. */
  readonly controlPlane?: string;
}

/** Every proxy of a mesh, by namespace and pod: the answer at `/api/meshes/NAME/proxies`. */
export interface ProxiesReport {
  readonly proxies: readonly ProxyEntry[];
}

/** What goes to Envoy in one direction, and what goes past it; each in words such as `port 9080` or `10.0.0.0/8`. */
export interface Lane {
  /** Nothing, where nothing is redirected. */
  readonly taken: readonly string[];
  readonly past: readonly string[];
  /** Where Envoy takes it. */
  readonly port: string;
}

/** How the traffic of a pod is redirected: what its init container was told, and what that means. */
export interface RedirectionReport {
  /** Release of istio-iptables. */
  readonly release: string;
  readonly arguments: readonly string[];
  readonly inbound: Lane;
  readonly outbound: Lane;
  /** Users and groups whose traffic is left alone: Envoy's own. */
  readonly users: readonly string[];
  readonly rules: readonly Rule[];
}

/** What an Envoy is configured with. */
export interface ConfigurationReport {
  readonly bootstrap: readonly Section[];
  /** How many resources of each kind there are. */
  readonly counts: Readonly<Record<ResourceKind, number>>;
  readonly filter: ResourceFilter;
  /** How many are as the filter wants them. */
  readonly found: number;
  /** The first hundred of these. */
  readonly resources: readonly Resource[];
}

/** What is known of one proxy: the answer at `/api/meshes/NAME/proxies/NAMESPACE/POD`. */
export interface ProxyReport extends ProxyEntry {
  /** Who listens where, as far as the pod and Envoy tell. */
  readonly ports: readonly ListeningPort[];
  /** Containers beside the proxy. */
  readonly containers: readonly string[];
  /** Annotations of the pod that are Istio's. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly redirection?: RedirectionReport;
  readonly configuration?: ConfigurationReport;
  /** What is missing of this, and why. */
  readonly untold: { readonly pod?: string; readonly redirection?: string; readonly configuration?: string };
}

/** What is said of a mesh, from the cluster. */
export const meshReport = ({ metadata, spec, status = {} }: MeshInstall): MeshReport => ({
  name: metadata.name,
  spec,
  status,
});
