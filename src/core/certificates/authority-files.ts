import type { Manifest } from '../../api/manifest.ts';

/** The files that citadel reads of an authority that somebody supplied (security/cmd/istio_ca); it ends without one. */
export const AUTHORITY_FILES = ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem'] as const;

/** The name of one of them. */
export type AuthorityFile = (typeof AUTHORITY_FILES)[number];

/** The texts of the files that there are. */
export type AuthorityFiles = Readonly<Partial<Record<AuthorityFile, string>>>;

/** The files of a certificate authority in a Secret. */
export function filesOf(secret: Manifest): AuthorityFiles {
  const data = (secret['data'] ?? {}) as Record<string, string>;
  const found = AUTHORITY_FILES.filter((file) => file in data);
  return Object.fromEntries(found.map((file) => [file, Buffer.from(data[file] ?? '', 'base64').toString('utf8')]));
}

/**
 * The authority of a citadel that signs for itself as if it were supplied. Citadel hands out all of `ca-cert.pem` as
 * the root, byte by byte, and signs with the first certificate in it (security/pkg/pki/ca, NewSelfSignedIstioCAOptions).
 */
export function asSupplied(files: AuthorityFiles): AuthorityFiles {
  const { 'ca-cert.pem': ca, 'ca-key.pem': key } = files;
  return {
    ...(ca !== undefined && { 'ca-cert.pem': ca, 'root-cert.pem': ca, 'cert-chain.pem': '' }),
    ...(key !== undefined && { 'ca-key.pem': key }),
  };
}
