import { createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import * as der from './der.ts';

/** What a certificate says. */
export interface CertificateRequest {
  readonly subject: Name;
  readonly issuer: Name;
  /** Key that the certificate is about; a private key stands for its public half. */
  readonly key: KeyObject;
  /** Private key of the issuer: elliptic or RSA. */
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `authority` may sign certificates, the others may be presented by a server, a client or both. */
  readonly purposes: readonly Purpose[];
  readonly alternativeNames?: AlternativeNames;
}

/** A distinguished name; a part that is left out is not in it. */
export interface Name {
  readonly organization?: string;
  readonly commonName?: string;
}

/** What a certificate may be used for. */
export type Purpose = 'authority' | 'server' | 'client';

/** Names that a certificate stands for besides its subject. */
export interface AlternativeNames {
  readonly dns?: readonly string[];
  /** IPv4 addresses. */
  readonly addresses?: readonly string[];
  readonly uris?: readonly string[];
}

// Registered numbers: RFC 5280 (extensions, purposes), X.520 (names), RFC 5758 and RFC 8017 (signatures).
const ids = {
  organization: '2.5.4.10',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
} as const;

// Bits of keyUsage, counted from the left, with the bits that the last byte does not use.
const keyUsages = {
  digitalSignature: { byte: 0x80, unused: 7 },
  digitalSignatureAndKeyEncipherment: { byte: 0xa0, unused: 5 },
  keyCertSign: { byte: 0x04, unused: 2 },
};

/** Signs an X.509 v3 certificate with SHA-256 and returns it as PEM. */
export function issueCertificate(request: CertificateRequest): string {
  const signingKey = request.signingKey;
  const algorithm = signatureAlgorithm(signingKey);
  const body = der.sequence(
    der.tagged(0, 'explicit', der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    algorithm,
    name(request.issuer),
    der.sequence(der.time(request.notBefore), der.time(request.notAfter)),
    name(request.subject),
    publicKey(request.key),
    der.tagged(3, 'explicit', der.sequence(...extensions(request))),
  );
  return pem('CERTIFICATE', der.sequence(body, algorithm, der.bitString(sign('sha256', body, signingKey))));
}

/** A private key as PEM (PKCS #8). */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function signatureAlgorithm(key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'rsa'
    ? der.sequence(der.objectIdentifier(ids.rsaWithSha256), der.none())
    : der.sequence(der.objectIdentifier(ids.ecdsaWithSha256));
}

// Positive, not zero, and as long as clients accept.
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function name({ organization, commonName }: Name): Buffer {
  const part = (id: string, text: string | undefined) =>
    text === undefined ? [] : [der.set(der.sequence(der.objectIdentifier(id), der.utf8(text)))];
  return der.sequence(...part(ids.organization, organization), ...part(ids.commonName, commonName));
}

function publicKey(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ type: 'spki', format: 'der' });
}

function extensions({ key, purposes, alternativeNames = {} }: CertificateRequest): Buffer[] {
  const authority = purposes.includes('authority');
  const uses = purposes
    .filter((purpose) => purpose !== 'authority')
    .map((purpose) => der.objectIdentifier(ids[purpose]));
  const names = generalNames(alternativeNames);
  return [
    extension(ids.basicConstraints, true, authority ? der.sequence(der.yes()) : der.sequence()),
    extension(ids.keyUsage, true, keyUsage(authority, key)),
    ...(uses.length === 0 ? [] : [extension(ids.extendedKeyUsage, false, der.sequence(...uses))]),
    ...(names.length === 0 ? [] : [extension(ids.subjectAltName, false, der.sequence(...names))]),
  ];
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(id), ...(critical ? [der.yes()] : []), der.octetString(content));
}

// Old TLS key exchanges encipher with an RSA key; an elliptic key only signs.
function keyUsage(authority: boolean, key: KeyObject): Buffer {
  const leaf = key.asymmetricKeyType === 'rsa' ? 'digitalSignatureAndKeyEncipherment' : 'digitalSignature';
  const { byte, unused } = keyUsages[authority ? 'keyCertSign' : leaf];
  return der.bitString(Buffer.from([byte]), unused);
}

function generalNames({ dns = [], addresses = [], uris = [] }: AlternativeNames): Buffer[] {
  const tags = { dns: 2, uri: 6, address: 7 };
  return [
    ...dns.map((text) => der.tagged(tags.dns, 'implicit', Buffer.from(text))),
    ...uris.map((text) => der.tagged(tags.uri, 'implicit', Buffer.from(text))),
    ...addresses.map((text) => der.tagged(tags.address, 'implicit', ipv4(text))),
  ];
}

function ipv4(text: string): Buffer {
  if (!isIPv4(text)) throw new TypeError(`not an IPv4 address: ${text}`);
  return Buffer.from(text.split('.').map(Number));
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
