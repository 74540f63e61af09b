import { X509Certificate } from 'node:crypto';
import type { Manifest } from '../../api/manifest.ts';

/** What a Secret of citadel says, or why it does not serve. */
export type CertificateReading =
  | { readonly ok: true; readonly rootPem: string; readonly expires: Date; readonly rootExpires: Date }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): CertificateReading => ({ ok: false, problem });

/** Reads a Secret of type istio.io/key-and-cert: the chain verifies under its root, and none of it has ended. */
export function readWorkloadSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { chain: ['cert-chain.pem'], root: ['root-cert.pem'] }, now);
}

/**
 * Reads a Secret that citadel signs with: its own istio-ca-secret, which is its own root, or a supplied cacerts, whose
 * root may be somebody else's.
 */
export function readCaSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { chain: ['ca-cert.pem', 'cert-chain.pem'], root: ['root-cert.pem', 'ca-cert.pem'] }, now);
}

/** Where a Secret holds its chain, the leaf first, and its root: the first key that holds one. */
interface Keys {
  readonly chain: readonly [string, ...string[]];
  readonly root: readonly [string, ...string[]];
}

function readSecret(secret: Manifest | undefined, keys: Keys, now: Date): CertificateReading {
  if (secret === undefined) return no('its Secret does not exist yet');
  const { name } = secret.metadata;
  const [leaf, ...others] = keys.chain.flatMap((key) => certificatesIn(secret, key));
  const rootKey = keys.root.find((key) => certificatesIn(secret, key).length > 0);
  const [root] = rootKey === undefined ? [] : certificatesIn(secret, rootKey);
  if (leaf === undefined) return no(`Secret ${name} holds no certificate under ${keys.chain[0]}`);
  if (root === undefined || rootKey === undefined) {
    return no(`Secret ${name} holds no certificate under ${keys.root[0]}`);
  }
  if (!isSignedUnder(root, [leaf, ...others.filter(({ raw }) => !raw.equals(leaf.raw))])) {
    return no(`${name} is not signed by its own root`);
  }
  const ends = [leaf, root, ...others].map(({ validToDate }) => validToDate.getTime());
  const expires = new Date(Math.min(...ends));
  if (now >= expires) return no(`${name} expired on ${expires.toISOString()}`);
  return { ok: true, rootPem: decode(secret, rootKey), expires: leaf.validToDate, rootExpires: root.validToDate };
}

/** Each certificate is signed by the next one, and the last by the root, which may be its own last link. */
function isSignedUnder(root: X509Certificate, chain: readonly X509Certificate[]): boolean {
  return chain.every((certificate, i) => certificate.verify((chain[i + 1] ?? root).publicKey));
}

const decode = (secret: Manifest, key: string): string =>
  Buffer.from((secret['data'] as Record<string, string> | undefined)?.[key] ?? '', 'base64').toString('utf8');

const PEM = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs;

function certificatesIn(secret: Manifest, key: string): X509Certificate[] {
  try {
    return [...decode(secret, key).matchAll(PEM)].map(([pem]) => new X509Certificate(pem));
  } catch {
    // Not a certificate: anybody may have edited the Secret.
    return [];
  }
}

/**
 * The roots that a Secret of citadel trusts, as fingerprints: a workload's, or an authority's, which is its own root
 * where it names no other. None where it holds no certificate.
 */
export function rootsOf(secret: Manifest): string[] {
  const keys = ['root-cert.pem', 'ca-cert.pem'];
  const roots = keys.map((key) => certificatesIn(secret, key)).find((found) => found.length > 0) ?? [];
  return roots.map(({ fingerprint256 }) => fingerprint256);
}

/** The caBundle that a webhook configuration needs: the root, base64 over PEM. */
export function caBundleOf(rootPem: string): string {
  return Buffer.from(rootPem, 'utf8').toString('base64');
}

interface Webhook {
  name: string;
  clientConfig: Record<string, unknown>;
}

/** A copy of a webhook configuration whose every webhook trusts the bundle, and with that fails closed. */
export function withCaBundle(configuration: Manifest, caBundle: string): Manifest {
  const webhooks = ((configuration['webhooks'] ?? []) as Webhook[]).map((webhook) => ({
    ...webhook,
    failurePolicy: 'Fail',
    clientConfig: { ...webhook.clientConfig, caBundle },
  }));
  return { ...configuration, webhooks };
}

/** True when every webhook of a live configuration trusts exactly this bundle. */
export function trusts(live: Manifest | undefined, caBundle: string): boolean {
  const webhooks = (live?.['webhooks'] ?? []) as Webhook[];
  return webhooks.length > 0 && webhooks.every(({ clientConfig }) => clientConfig['caBundle'] === caBundle);
}
