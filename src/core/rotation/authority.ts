import type { X509Certificate } from 'node:crypto';
import type { Manifest } from '../../api/manifest.ts';
import { asSupplied, AUTHORITY_FILES, filesOf, type AuthorityFiles } from '../certificates/authority-files.ts';
import { keyDigest, pathToRoot } from '../certificates/path.ts';
import { certificatesOf, joinedPem } from '../certificates/pem.ts';
import { CA_SECRET, SUPPLIED_CA_SECRET } from '../readiness/authority.ts';

/** The Secrets that citadel signs with: one that it makes itself, one that it is given. */
export const AUTHORITY_SECRETS = [CA_SECRET, SUPPLIED_CA_SECRET] as const;

/** One of them. */
export type AuthoritySecret = (typeof AUTHORITY_SECRETS)[number];

/** An authority: what signs, and what is trusted because of it. */
export interface Authority {
  /** From which Secret citadel signs with it. */
  readonly secret: AuthoritySecret;
  /** All four, also where citadel reads two. */
  readonly files: AuthorityFiles;
  /** The root that what it signs leads to. */
  readonly root: X509Certificate;
  /** Digest of the key of that root. */
  readonly key: string;
  /** Every root that is handed out, its own included. */
  readonly roots: readonly X509Certificate[];
}

/** The annotation on a kept authority: from which Secret it signs. */
export const SIGNS_FROM = 'meshwright.dev/signs-from';

/** Reads an authority; undefined where its certificate leads to no root of its own. */
export function authorityOf(secret: AuthoritySecret, files: AuthorityFiles): Authority | undefined {
  const [ca] = certificatesOf(files['ca-cert.pem'] ?? '') ?? [];
  const chain = certificatesOf(files['cert-chain.pem'] ?? '') ?? [];
  const roots = certificatesOf(files['root-cert.pem'] ?? '') ?? [];
  const root = ca && pathToRoot(ca, chain, roots)?.at(-1);
  return root && { secret, files, root, key: keyDigest(root), roots };
}

/** The authority in one of the Secrets that citadel signs with. */
export function authorityIn(secret: Manifest): Authority | undefined {
  const name = secret.metadata.name === SUPPLIED_CA_SECRET ? SUPPLIED_CA_SECRET : CA_SECRET;
  return authorityOf(name, name === CA_SECRET ? asSupplied(filesOf(secret)) : filesOf(secret));
}

/** The authority in a Secret that keeps one, for later or for the way back. */
export function keptAuthority(secret: Manifest): Authority | undefined {
  const { [SIGNS_FROM]: from } = secret.metadata.annotations ?? {};
  const name = AUTHORITY_SECRETS.find((known) => known === from);
  return name && authorityOf(name, filesOf(secret));
}

/** True for two authorities with the same root, or roots with the same key. */
export const isSameKey = (one: Authority, other: Authority): boolean => one.key === other.key;

/** An authority that hands out these roots, its own first. */
export function trusting(authority: Authority, roots: readonly X509Certificate[]): Authority {
  const others = roots.filter(({ fingerprint256 }) => fingerprint256 !== authority.root.fingerprint256);
  const all = [authority.root, ...others];
  return { ...authority, roots: all, files: { ...authority.files, 'root-cert.pem': joinedPem(...all) } };
}

/**
 * What has to be in its Secret for citadel to sign with an authority and hand out its roots. A citadel that signs for
 * itself hands out all of `ca-cert.pem`, and signs with the first certificate in it.
 */
export function secretData({ secret, files }: Authority): Record<string, string> {
  const { 'root-cert.pem': roots = '', 'ca-key.pem': key = '' } = files;
  const texts = secret === CA_SECRET ? { 'ca-cert.pem': roots, 'ca-key.pem': key } : files;
  return encoded(texts);
}

/** What a Secret that keeps an authority holds. */
export const keptData = ({ files }: Authority): Record<string, string> =>
  encoded(Object.fromEntries(AUTHORITY_FILES.map((file) => [file, files[file] ?? ''])));

const encoded = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([file, text = '']) => [file, Buffer.from(text, 'utf8').toString('base64')]),
  );
