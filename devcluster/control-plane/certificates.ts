import { generateKeyPair, generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { issueCertificate, privateKeyPem } from '../x509/certificate.ts';
import type { AlternativeNames, Name, Purpose } from '../x509/certificate.ts';
import { serviceRange } from './arguments.ts';

// A certificate and its private key, both as PEM.
interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Signs certificates for one cluster. */
export interface Authority {
  /** The authority's own certificate, PEM. */
  readonly cert: string;
  /** A certificate for a server that is reached under these names. */
  serving(commonName: string, names: AlternativeNames): KeyPair;
  /** A certificate for a client; the organization is the group that the apiserver sees. */
  client(subject: Name): KeyPair;
}

/** What the processes of a cluster authenticate with. */
export interface ClusterCertificates {
  readonly authority: Authority;
  readonly apiserver: KeyPair;
  readonly admin: KeyPair;
  /** PEM of the RSA key that signs service account tokens. */
  readonly serviceAccountKey: string;
}

const apiserverNames: AlternativeNames = {
  dns: ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  addresses: ['127.0.0.1', serviceRange.first],
};

/** Everything that the apiserver and its first clients need, made afresh. */
export async function makeCertificates(): Promise<ClusterCertificates> {
  const serviceAccountKey = rsaKey();
  const authority = makeAuthority();
  return {
    authority,
    apiserver: authority.serving('kube-apiserver', apiserverNames),
    admin: authority.client({ commonName: 'devcluster-admin', organization: 'system:masters' }),
    serviceAccountKey: await serviceAccountKey,
  };
}

/** A new authority, which nobody trusts yet. */
export function makeAuthority(): Authority {
  const issuer = { commonName: 'devcluster-ca' };
  const signingKey = ellipticKey();
  const issue = (subject: Name, purpose: Purpose, alternativeNames: AlternativeNames = {}, key = ellipticKey()) => ({
    cert: issueCertificate({ subject, issuer, key, signingKey, purposes: [purpose], alternativeNames, ...lifetime() }),
    key: privateKeyPem(key),
  });
  return {
    cert: issue(issuer, 'authority', {}, signingKey).cert,
    serving: (commonName, names) => issue({ commonName }, 'server', names),
    client: (subject) => issue(subject, 'client'),
  };
}

// Takes less than a millisecond, where an RSA key takes a hundred.
function ellipticKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

// Tokens are signed with RSA, because that is what every release reads.
async function rsaKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

// From a day ago, because clocks differ, for a year.
function lifetime(): { notBefore: Date; notAfter: Date } {
  const day = 24 * 60 * 60 * 1000;
  const now = Date.now();
  return { notBefore: new Date(now - day), notAfter: new Date(now + 365 * day) };
}
