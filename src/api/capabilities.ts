/** What the target Kubernetes serves: read from the cluster, or given by version offline. */
export interface Capabilities {
  /** Minor version of Kubernetes 1, for example 36. */
  readonly minor: number;
  /** `group/version/Kind` of every kind that is served and that our rules ask about. */
  readonly served: ReadonlySet<string>;
}

/** True when the cluster serves the kind, for example serves(c, 'policy/v1', 'PodDisruptionBudget'). */
export function serves(capabilities: Capabilities, apiVersion: string, kind: string): boolean {
  return capabilities.served.has(`${apiVersion}/${kind}`);
}
