import type { webcrypto, X509Certificate } from 'node:crypto';
import { Certificate, type BasicConstraints } from 'pkijs';
import type { Extensions } from '../../core/certificates/check-path.ts';

// pkijs is written in the types of browsers, of which Node has its own.
declare global {
  type Crypto = webcrypto.Crypto;
  type CryptoKey = webcrypto.CryptoKey;
}

// Registered numbers: RFC 5280 (extensions), X.520 (names), RFC 8017 (signatures).
const IDS = {
  basicConstraints: '2.5.29.19',
} as const;
const WEAK_DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
};

/** What node:crypto does not tell of a certificate. */
export function extensionsOf(certificate: X509Certificate): Extensions {
  const { extensions = [], signatureAlgorithm } = parsed(certificate);
  const found = extensions.find(({ extnID }) => extnID === IDS.basicConstraints)?.parsedValue as
    BasicConstraints | undefined;
  const pathLength = found?.pathLenConstraint;
  const weakDigest = WEAK_DIGESTS[signatureAlgorithm.algorithmId];
  return {
    ...(typeof pathLength === 'number' && { pathLength }),
    ...(weakDigest !== undefined && { weakDigest }),
  };
}

const parsed = ({ raw }: X509Certificate): Certificate => Certificate.fromBER(Uint8Array.from(raw));
