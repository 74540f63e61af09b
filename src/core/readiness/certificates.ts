import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import type { Manifest } from '../../api/manifest.ts';

/** What a Secret of citadel says, or why it does not serve. */
export type CertificateReading =
  | {
      readonly ok: true;
      readonly rootPem: string;
      /** SHA-256 of the public key of the root, in hexadecimal. */
      readonly rootKey: string;
      readonly expires: Date;
      readonly rootExpires: Date;
    }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): CertificateReading => ({ ok: false, problem });

/** Reads a Secret of type istio.io/key-and-cert: the chain verifies under its root, and none of it has ended. */
export function readWorkloadSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { chain: ['cert-chain.pem'], root: ['root-cert.pem'] }, now);
}

/** Reads istio-ca-secret, with which citadel signs what it issues: it is its own root, and other keys may be empty. */
export function readCaSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { chain: ['ca-cert.pem', 'cert-chain.pem'], root: ['root-cert.pem', 'ca-cert.pem'] }, now);
}

/** The files that citadel reads of an authority that somebody supplied (security/cmd/istio_ca); it ends without one. */
export const SUPPLIED_KEYS = ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem'] as const;

/**
 * Reads the Secret of an authority that somebody supplied, whose root may be somebody else's, and checks all that
 * citadel checks before it starts (security/pkg/pki/util, Verify): every key is there, the certificate leads to the
 * root, none of them has ended, and the private key is that of the certificate.
 */
export function readSuppliedCa(secret: Manifest | undefined, now: Date): CertificateReading {
  if (secret === undefined) return no('it does not exist');
  const data = (secret['data'] ?? {}) as Record<string, string>;
  const missing = SUPPLIED_KEYS.filter((key) => !(key in data));
  if (missing.length > 0) return no(`it has no ${missing.join(', ')}`);
  const reading = readSecret(secret, { chain: ['ca-cert.pem', 'cert-chain.pem'], root: ['root-cert.pem'] }, now);
  return reading.ok && !holdsKeyOfCa(secret) ? no('ca-key.pem is not the private key of ca-cert.pem') : reading;
}

function holdsKeyOfCa(secret: Manifest): boolean {
  try {
    const [ca] = certificatesIn(secret, 'ca-cert.pem');
    return ca?.checkPrivateKey(createPrivateKey(decode(secret, 'ca-key.pem'))) === true;
  } catch {
    // Not a key; what the error says of it is nobody's business.
    return false;
  }
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
  const rootFile = keys.root.find((key) => certificatesIn(secret, key).length > 0);
  if (leaf === undefined) return no(`Secret ${name} holds no certificate under ${keys.chain[0]}`);
  if (rootFile === undefined) return no(`Secret ${name} holds no certificate under ${keys.root[0]}`);
  const path = pathToRoot(leaf, others, certificatesIn(secret, rootFile));
  const root = path?.at(-1);
  if (path === undefined || root === undefined) return no(`${name} is not signed by its own root`);
  const expires = new Date(Math.min(...path.map(({ validToDate }) => validToDate.getTime())));
  if (now >= expires) return no(`${name} expired on ${expires.toISOString()}`);
  return {
    ok: true,
    rootPem: decode(secret, rootFile),
    rootKey: keyDigest(root),
    expires: leaf.validToDate,
    rootExpires: root.validToDate,
  };
}

const keyDigest = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/**
 * From a certificate by who signed it to a root, whatever order the others come in, as Go's verification looks for it;
 * undefined when none is reached. Of roots that signed it, the one that lasts longest.
 */
function pathToRoot(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const lasting = roots.toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
  const path = [leaf];
  for (;;) {
    const last = path.at(-1) ?? leaf;
    const signs = ({ publicKey }: X509Certificate): boolean => last.verify(publicKey);
    const root = lasting.find(signs);
    if (root !== undefined) return [...path, root];
    const next = others.find((other) => signs(other) && !path.some(({ raw }) => raw.equals(other.raw)));
    if (next === undefined) return undefined;
    path.push(next);
  }
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
