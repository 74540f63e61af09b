/** What Envoy is configured with. */
export const RESOURCE_KINDS = ['clusters', 'listeners', 'routes', 'secrets'] as const;

/** One of RESOURCE_KINDS. */
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** One piece of a proxy's configuration. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly origin: 'static' | 'dynamic';
  readonly state: 'active' | 'warming' | 'draining';
  /** Of the configuration as pilot numbers it; empty when it is static. */
  readonly version: string;
  /** When Envoy took it over, RFC 3339; empty when unknown. */
  readonly updated: string;
  /** Ports that it is about. */
  readonly ports: readonly number[];
  /** Names and addresses that it is about. */
  readonly hosts: readonly string[];
  /** What it is, in Envoy's words, without secrets. */
  readonly body: unknown;
}

/** Which resources are wanted; what is left out is not asked about. */
export interface ResourceFilter {
  readonly kind?: ResourceKind;
  readonly port?: number;
  /** Part of a host name or address. */
  readonly host?: string;
}

/** Those that are as wanted. */
export function matching(resources: readonly Resource[], { kind, port, host }: ResourceFilter): Resource[] {
  return resources.filter(
    (resource) =>
      (kind === undefined || resource.kind === kind) &&
      (port === undefined || resource.ports.includes(port)) &&
      (host === undefined || resource.hosts.some((name) => name.includes(host))),
  );
}
