import type { RedirectionDialect } from '../../src/api/redirection.ts';
import { like, rowOf, type ByMinor } from './minor.ts';

const oldest: RedirectionDialect = {
  options: 'pugmbdix',
  toItself: 'ISTIO_REDIRECT',
  allowsIPv6Loopback: false,
};
const withInterfaces = like(oldest, { options: 'pugmbdixk', allowsIPv6Loopback: true });
const withOutboundPorts = like(withInterfaces, { options: 'pugmbdixko' });
const withInboundPort = like<RedirectionDialect>(withOutboundPorts, {
  options: 'pugmbdixkoz',
  inboundPort: 15006,
  passthrough: '127.0.0.6/32',
  toItself: 'ISTIO_IN_REDIRECT',
});

/** tools/deb/istio-iptables.sh of 1.0 and 1.1, tools/packaging/common of 1.2 and 1.3, tools/istio-iptables of 1.4. */
const REDIRECTION: ByMinor<RedirectionDialect> = {
  '1.0': oldest,
  '1.1': withInterfaces,
  '1.2': withOutboundPorts,
  '1.3': withInboundPort,
  '1.4': withInboundPort,
};

/** How istio-iptables of a release lays its rules. @throws InvalidSpecError when the release is not known */
export const redirectionOf = (version: string): RedirectionDialect => rowOf(REDIRECTION, version);
