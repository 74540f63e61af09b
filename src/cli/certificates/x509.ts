import { randomBytes, webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import { Integer, Utf8String } from 'asn1js';
import { AttributeTypeAndValue, BasicConstraints, Certificate, CryptoEngine, Extension, Time, TimeType } from 'pkijs';
import type { Extensions } from '../../core/certificates/check-path.ts';

/** From when until when. */
export interface Lifetime {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

// pkijs is written in the types of browsers, of which Node has its own.
declare global {
  type Crypto = webcrypto.Crypto;
  type CryptoKey = webcrypto.CryptoKey;
}

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });

// Registered numbers: RFC 5280 (extensions), X.520 (names), RFC 8017 (signatures).
const IDS = {
  organization: '2.5.4.10',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
} as const;
const WEAK_DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
};

/** A bit string with the one bit keyCertSign, as citadel's own roots have it. */
const KEY_CERT_SIGN = Uint8Array.from([0x03, 0x02, 0x02, 0x04]);

/**
 * A self-signed root with the name of an organization, made as citadel makes its own, PEM.
 * @param key a private RSA key
 */
export async function newRoot(organization: string, key: KeyObject, lifetime: Lifetime): Promise<string> {
  const root = new Certificate();
  const name = new AttributeTypeAndValue({
    type: IDS.organization,
    value: new Utf8String({ value: organization }),
  });
  root.subject.typesAndValues.push(name);
  root.issuer.typesAndValues.push(name);
  const constraints = new BasicConstraints({ cA: true }).toSchema().toBER(false);
  root.extensions = [
    new Extension({ extnID: IDS.keyUsage, critical: true, extnValue: KEY_CERT_SIGN.buffer }),
    new Extension({ extnID: IDS.basicConstraints, critical: true, extnValue: constraints }),
  ];
  return selfSigned(root, key, lifetime);
}

/**
 * The same root once more, with another lifetime, PEM: name, key and extensions are the old ones, byte by byte, so that
 * what was signed under one verifies under the other.
 */
export async function renewedRoot(old: X509Certificate, key: KeyObject, lifetime: Lifetime): Promise<string> {
  const before = parsed(old);
  const root = new Certificate();
  root.subject = before.subject;
  root.issuer = before.subject;
  if (before.extensions !== undefined) root.extensions = before.extensions;
  return selfSigned(root, key, lifetime);
}

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

async function selfSigned(root: Certificate, key: KeyObject, { notBefore, notAfter }: Lifetime): Promise<string> {
  root.version = 2;
  root.serialNumber = new Integer({ valueHex: serialNumber() });
  root.notBefore = timeOf(notBefore);
  root.notAfter = timeOf(notAfter);
  const [publicKey, privateKey] = await keyPair(key);
  await root.subjectPublicKeyInfo.importKey(publicKey, engine);
  await root.sign(privateKey, 'SHA-256', engine);
  return new X509Certificate(Buffer.from(root.toSchema(true).toBER(false))).toString();
}

/** Of two digits up to 2049, of four from then on (RFC 5280, 4.1.2.5). */
const timeOf = (value: Date): Time =>
  new Time({ type: value.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime, value });

// Positive, not zero, and as long as clients accept.
function serialNumber(): ArrayBuffer {
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.buffer;
}

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

async function keyPair(key: KeyObject): Promise<[publicKey: CryptoKey, privateKey: CryptoKey]> {
  const { e, n, kty } = key.export({ format: 'jwk' });
  const secret = key.export({ type: 'pkcs8', format: 'der' });
  const open = { kty: kty ?? 'RSA', ...(e !== undefined && { e }), ...(n !== undefined && { n }) };
  return Promise.all([
    webcrypto.subtle.importKey('jwk', open, RSA, true, ['verify']),
    webcrypto.subtle.importKey('pkcs8', secret, RSA, false, ['sign']),
  ]);
}
