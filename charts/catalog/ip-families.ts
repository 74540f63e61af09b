import type { ByMinor } from './minor.ts';

/**
 * True where proxies listen on IPv6 in pods that have no IPv4 address. With one they listen on IPv4 only, in every
 * release, and the proxy of telemetry does so always (pilot-agent's Envoy bootstrap; pilot's listeners; proxyv2's
 * envoy_telemetry.yaml.tmpl).
 */
export const LISTENS_ON_IPV6: ByMinor<boolean> = {
  '1.0': false,
  '1.1': false,
  '1.2': true,
  '1.3': true,
  '1.4': true,
};
