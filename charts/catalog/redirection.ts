import type { RedirectionDialect } from '../../src/api/redirection.ts';
import { rowOf, type ByMinor } from './minor.ts';

const since13: RedirectionDialect = {
  options: 'pugmbdixkoz',
  inboundPort: 15006,
  passthrough: '127.0.0.6/32',
  toItself: 'ISTIO_IN_REDIRECT',
  allowsIPv6Loopback: true,
};

/** tools/deb/istio-iptables.sh of 1.0 and 1.1, tools/packaging/common of 1.2 and 1.3, tools/istio-iptables of 1.4. */
const REDIRECTION: ByMinor<RedirectionDialect> = {
  '1.0': { options: 'pugmbdix', toItself: 'ISTIO_REDIRECT', allowsIPv6Loopback: false },
  '1.1': { options: 'pugmbdixk', toItself: 'ISTIO_REDIRECT', allowsIPv6Loopback: true },
  '1.2': { options: 'pugmbdixko', toItself: 'ISTIO_REDIRECT', allowsIPv6Loopback: true },
  '1.3': since13,
  '1.4': since13,
};

/** How istio-iptables of a release lays its rules. @throws InvalidSpecError when the release is not known */
export const redirectionOf = (version: string): RedirectionDialect => rowOf(REDIRECTION, version);
