/** What a port of classic Istio is for (Istio 1.4, "Application Requirements": ports used by Istio; charts 1.0 to 1.4). */
export const KNOWN_PORTS: Readonly<Record<number, string>> = {
  9091: 'mixer: checks and reports, in plain text',
  9093: 'mixer: metrics of the program, up to 1.0',
  9876: 'ControlZ: introspection of a program',
  9901: 'galley: configuration (MCP)',
  15000: "Envoy's admin interface",
  15001: 'outbound traffic that is redirected',
  15004: 'pilot or mixer behind a sidecar, with mutual TLS',
  15006: 'inbound traffic that is redirected',
  15010: 'pilot: configuration of proxies (xDS), in plain text',
  15011: 'pilot: configuration of proxies (xDS), with mutual TLS',
  15014: 'metrics of a program of the control plane',
  15020: "the agent's status: readiness of the proxy",
  15090: "Envoy's metrics for Prometheus",
};
