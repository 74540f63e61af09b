import { createHash, type X509Certificate } from 'node:crypto';

/**
 * From a certificate by who signed it to a root, whatever order the others come in, as Go's verification looks for it;
 * undefined when none is reached. Of roots that signed it, the one that lasts longest.
 */
export function pathToRoot(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const lasting = roots.toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
  const path = [leaf];
  for (;;) {
    const last = path.at(-1) ?? leaf;
    const signs = (other: X509Certificate): boolean => isSignedBy(last, other);
    const root = lasting.find(signs);
    if (root !== undefined) return [...path, root];
    const next = others.find((other) => signs(other) && !path.some(({ raw }) => raw.equals(other.raw)));
    if (next === undefined) return undefined;
    path.push(next);
  }
}

/** SHA-256 of the public key of a certificate, in hexadecimal: the same for a root that was renewed with its key. */
export const keyDigest = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** True for a certificate that is signed by the key of another. */
export function isSignedBy(certificate: X509Certificate, by: X509Certificate): boolean {
  try {
    return certificate.verify(by.publicKey);
  } catch {
    // Signed in a way that OpenSSL does not know.
    return false;
  }
}

/** True for a certificate that is signed by its own key. */
export const isSelfSigned = (certificate: X509Certificate): boolean => isSignedBy(certificate, certificate);
