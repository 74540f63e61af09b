import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** How the proxies of Ingress objects are started, and what their account may do. */
export interface LegacyIngressFacts {
  /** Arguments beside those that say who it is and whom it asks. */
  readonly args: readonly string[];
  /** Ports of pilot: in plain text, and with control-plane security. */
  readonly discoveryPort: { readonly plain: number; readonly secured: number };
  readonly rules: readonly PolicyRule[];
}

/** charts/ingress of 1.0; later lines have gateways for it. */
export const LEGACY_INGRESS_FACTS: ByMinor<LegacyIngressFacts | null> = {
  '1.0': {
    args: [
      ...['-v', '2'],
      ...['--discoveryRefreshDelay', '1s'],
      ...['--drainDuration', '45s'],
      ...['--parentShutdownDuration', '1m0s'],
      ...['--connectTimeout', '10s'],
      ...['--proxyAdminPort', '15000'],
    ],
    discoveryPort: { plain: 8080, secured: 15005 },
    rules: [
      rule(['extensions'], ['ingresses'], ['get', 'watch', 'list', 'update']),
      rule([''], ['configmaps', 'pods', 'endpoints', 'services'], READ),
    ],
  },
  '1.1': null,
  '1.2': null,
  '1.3': null,
  '1.4': null,
};
