import { X509Certificate } from 'node:crypto';
import type { Manifest } from '../api/manifest.ts';

/** What a Secret of citadel says, or why it does not serve. */
export type CertificateReading =
  | { readonly ok: true; readonly rootPem: string; readonly expires: Date; readonly rootExpires: Date }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): CertificateReading => ({ ok: false, problem });

/** Reads a Secret of type istio.io/key-and-cert: the chain verifies under its root, and both are valid at `now`. */
export function readWorkloadSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { leaf: 'cert-chain.pem', root: 'root-cert.pem' }, now);
}

/** Reads Secret istio-ca-secret: the CA's own certificate is valid at `now`. */
export function readCaSecret(secret: Manifest | undefined, now: Date): CertificateReading {
  return readSecret(secret, { leaf: 'ca-cert.pem', root: 'ca-cert.pem' }, now);
}

function readSecret(secret: Manifest | undefined, keys: { leaf: string; root: string }, now: Date): CertificateReading {
  if (secret === undefined) return no('its Secret does not exist yet');
  const [leaf, root] = [certificateIn(secret, keys.leaf), certificateIn(secret, keys.root)];
  if (leaf === undefined) return no(`Secret ${secret.metadata.name} holds no certificate under ${keys.leaf}`);
  if (root === undefined) return no(`Secret ${secret.metadata.name} holds no certificate under ${keys.root}`);
  if (!leaf.verify(root.publicKey)) return no(`${secret.metadata.name} is not signed by its own root`);
  const [expires, rootExpires] = [new Date(leaf.validTo), new Date(root.validTo)];
  if (now >= expires || now >= rootExpires) return no(`${secret.metadata.name} expired on ${expires.toISOString()}`);
  return { ok: true, rootPem: decode(secret, keys.root), expires, rootExpires };
}

const decode = (secret: Manifest, key: string): string =>
  Buffer.from((secret['data'] as Record<string, string> | undefined)?.[key] ?? '', 'base64').toString('utf8');

function certificateIn(secret: Manifest, key: string): X509Certificate | undefined {
  try {
    return new X509Certificate(decode(secret, key));
  } catch {
    // Not a certificate (yet): citadel writes ca-root Secrets with empty keys, and anybody may have edited one.
    return undefined;
  }
}

/** The caBundle that a webhook configuration needs: the root, base64 over PEM. */
export function caBundleOf(rootPem: string): string {
  return Buffer.from(rootPem, 'utf8').toString('base64');
}

interface Webhook {
  name: string;
  clientConfig: Record<string, unknown>;
}

/** A copy of a webhook configuration whose every webhook trusts the bundle. */
export function withCaBundle(configuration: Manifest, caBundle: string): Manifest {
  const webhooks = ((configuration['webhooks'] ?? []) as Webhook[]).map((webhook) => ({
    ...webhook,
    clientConfig: { ...webhook.clientConfig, caBundle },
  }));
  return { ...configuration, webhooks };
}

/** True when every webhook of a live configuration trusts exactly this bundle. */
export function trusts(live: Manifest | undefined, caBundle: string): boolean {
  const webhooks = (live?.['webhooks'] ?? []) as Webhook[];
  return webhooks.length > 0 && webhooks.every(({ clientConfig }) => clientConfig['caBundle'] === caBundle);
}
