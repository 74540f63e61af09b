import type { Manifest } from '../../../api/manifest.ts';
import type { CurrentProxy } from '../../data-plane/proxy-stats.ts';
import type { Proxy } from '../../model/proxy.ts';

/** The Kubernetes that a release runs on. */
export interface KubernetesSupport {
  /** Minor of the oldest Kubernetes that we support it on. */
  readonly oldest: number;
  /** Minor of the newest Kubernetes that we have tried. */
  readonly newestTested: number;
  /** Its programs read the token of their account once, when they start. */
  readonly readsTokenOnce: boolean;
}

/** Objects of one kind that the next release does not read. */
export interface UnreadObjects {
  readonly kind: string;
  /** The kind that took its place, if one did. */
  readonly becomes?: string;
  /** `namespace/name` of each. */
  readonly names: readonly string[];
}

/** The Secret `cacerts` at one moment, or why it could not be read. */
export type AuthoritySeen = { readonly secret: Manifest | undefined; readonly now: Date } | { readonly unread: string };

/** How many nodes there are of each architecture, as Go calls it, or why that could not be read. */
export type NodesSeen = { readonly byArchitecture: Readonly<Record<string, number>> } | { readonly unread: string };

/**
 * Which architectures an image runs on; `unknown`: amd64, and nobody says about others. Undefined for an image that is
 * somebody's own: it is not judged.
 */
export type ArchitecturesOf = (image: string) => readonly string[] | 'unknown' | undefined;

/** What the checks look at that have to do with the cluster, and not with what is installed. */
export interface ClusterInput {
  readonly to: string;
  /** Minor version of Kubernetes 1. */
  readonly kubernetes: number;
  readonly support: KubernetesSupport;
  /** Where the mesh is. */
  readonly namespace: string;
  /** What citadel is given to sign with; missing before later hops. */
  readonly authority?: AuthoritySeen;
  /** What is to be applied. */
  readonly manifests: readonly Manifest[];
  readonly live: (manifest: Manifest) => Manifest | undefined;
  /** What the apiserver says against IP families that Services ask for; missing where it was asked before. */
  readonly refusedAddresses?: readonly string[];
  readonly nodes: NodesSeen;
  /** The image of the sidecars that will be injected. */
  readonly sidecar: string;
  readonly architecturesOf: ArchitecturesOf;
}

/** Everything that the checks before a hop look at, gathered once. */
export interface PreflightInput extends ClusterInput {
  readonly from: string;
  readonly unread: readonly UnreadObjects[];
  /** PodDisruptionBudgets of the namespaces that the mesh runs in. */
  readonly budgets: readonly Manifest[];
  /** ResourceQuotas of the same. */
  readonly quotas: readonly Manifest[];
  /** Missing while the pods have not been read. */
  readonly proxies?: readonly Proxy[];
  /** The proxy of the installed release. */
  readonly current: CurrentProxy;
}
