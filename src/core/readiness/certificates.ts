import type { X509Certificate } from 'node:crypto';
import type { Manifest } from '../../api/manifest.ts';
import { filesOf } from '../certificates/authority-files.ts';
import { checkAuthority } from '../certificates/check-authority.ts';
import { describeAuthorityFinding } from '../certificates/finding.ts';
import { keyDigest, pathToRoot } from '../certificates/path.ts';
import { certificatesOf } from '../certificates/pem.ts';

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

/**
 * Reads the Secret of an authority that somebody supplied, whose root may be somebody else's, and checks whether citadel
 * starts and the mesh works with it.
 */
export function readSuppliedCa(secret: Manifest | undefined, now: Date): CertificateReading {
  if (secret === undefined) return no('it does not exist');
  const names = Object.keys(secret['data'] ?? {});
  const failed = checkAuthority(filesOf(secret), { now, names }).filter(({ state }) => state === 'failed');
  if (failed.length > 0) return no(failed.map(describeAuthorityFinding).join('; '));
  return readSecret(secret, { chain: ['ca-cert.pem', 'cert-chain.pem'], root: ['root-cert.pem'] }, now);
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

const decode = (secret: Manifest, key: string): string =>
  Buffer.from((secret['data'] as Record<string, string> | undefined)?.[key] ?? '', 'base64').toString('utf8');

const certificatesIn = (secret: Manifest, key: string): X509Certificate[] => certificatesOf(decode(secret, key)) ?? [];

/**
 * The roots that a Secret of citadel trusts, as fingerprints: a workload's, or an authority's, which is its own root
 * where it names no other. None where it holds no certificate.
 */
export const rootsOf = (secret: Manifest): string[] => trustedRoots(secret).map(({ fingerprint256 }) => fingerprint256);

/** The same, as certificates. */
export function trustedRoots(secret: Manifest): X509Certificate[] {
  const keys = ['root-cert.pem', 'ca-cert.pem'];
  return keys.map((key) => certificatesIn(secret, key)).find((found) => found.length > 0) ?? [];
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
