import type { TlsMode } from './old-policy.ts';

/** How callers open connections, as a DestinationRule says it. */
export type ClientMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

/** What a DestinationRule means for a server after the move. */
export interface TlsMeaning {
  /** Requests fail, or go in plain text. */
  readonly code: 'tls-conflict' | 'tls-plain' | 'tls-needless' | 'tls-own';
  /** A clause; what it is for is said before. */
  readonly message: string;
}

const conflict = (message: string): TlsMeaning => ({ code: 'tls-conflict', message });
const needless: TlsMeaning = {
  code: 'tls-needless',
  message: 'says what proxies of the target do by themselves; it can go when the old mesh is gone',
};
const own: TlsMeaning = {
  code: 'tls-own',
  message:
    'calls with certificates that it names; files of citadel (/etc/certs) are not there any more: say ISTIO_MUTUAL for servers of the mesh',
};

/**
 * By what callers do and what the server takes. Proxies of the target use mutual TLS by themselves wherever the server has
 * a proxy and takes it (auto mTLS); what a DestinationRule says counts before that (istio.io, "TLS Configuration").
 */
export const TLS_MEANINGS: Readonly<Record<ClientMode, Readonly<Record<TlsMode, TlsMeaning>>>> = {
  ISTIO_MUTUAL: {
    STRICT: needless,
    PERMISSIVE: needless,
    DISABLE: conflict('calls with mutual TLS a server that takes plain text only: requests fail; take its tls out'),
  },
  DISABLE: {
    STRICT: conflict('calls in plain text a server that requires mutual TLS: requests are refused; take its tls out'),
    PERMISSIVE: {
      code: 'tls-plain',
      message: 'keeps calls in plain text, so that policies see no caller; without its tls they are by mutual TLS',
    },
    DISABLE: needless,
  },
  SIMPLE: {
    STRICT: conflict('calls without a certificate a server that requires one: requests are refused; say ISTIO_MUTUAL'),
    PERMISSIVE: own,
    DISABLE: own,
  },
  MUTUAL: { STRICT: own, PERMISSIVE: own, DISABLE: own },
};
