import { generateKeyPairSync, webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import { Integer, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  ExtKeyUsage,
  Extension,
  Time,
  TimeType,
  type RelativeDistinguishedNames,
} from 'pkijs';
import type { AUTHORITY_FILES } from '../../src/core/certificates/authority-files.ts';
import { LIFETIME } from './certificates.ts';

/** A certificate with everything that can be wrong with one. */
export interface Odd {
  readonly name: string;
  readonly key: KeyObject;
  /** Who signs; nobody but itself when left out. */
  readonly by?: Pick<Odd, 'name' | 'key'>;
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** Object identifiers of its extended key usage. */
  readonly purposes?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly digest?: 'SHA-1' | 'SHA-256';
}

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });
let serial = 1;
const DAY_MS = 86_400_000;

/** A new RSA key. It takes a while: share them. */
export const rsaKey = (modulusLength = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength }).privateKey;

/** The certificate, PEM. */
export async function oddCertificate(odd: Odd): Promise<string> {
  const { key, by = odd, ca = true, pathLength, purposes, digest = 'SHA-256' } = odd;
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: serial++ });
  called(certificate.subject, odd.name);
  called(certificate.issuer, by.name);
  certificate.notBefore = new Time({ type: TimeType.UTCTime, value: odd.notBefore ?? LIFETIME.notBefore });
  certificate.notAfter = new Time({ type: TimeType.UTCTime, value: odd.notAfter ?? LIFETIME.notAfter });
  const constraints = new BasicConstraints({
    cA: ca,
    ...(pathLength !== undefined && { pathLenConstraint: pathLength }),
  });
  certificate.extensions = [
    extension('2.5.29.19', true, constraints),
    ...(purposes === undefined ? [] : [extension('2.5.29.37', false, new ExtKeyUsage({ keyPurposes: [...purposes] }))]),
  ];
  const rsa = (own: KeyObject, use: 'sign' | 'verify') =>
    webcrypto.subtle.importKey(
      'jwk',
      use === 'sign' ? own.export({ format: 'jwk' }) : open(own),
      { name: 'RSASSA-PKCS1-v1_5', hash: digest },
      true,
      [use],
    );
  await certificate.subjectPublicKeyInfo.importKey(await rsa(key, 'verify'), engine);
  await certificate.sign(await rsa(by.key, 'sign'), digest, engine);
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER(false))).toString();
}

/** The files of an authority that is its own root and lasts for ten years from a time on, in milliseconds. */
export async function newAuthority(
  name: string,
  from = Date.now(),
): Promise<Record<(typeof AUTHORITY_FILES)[number], string>> {
  const key = rsaKey();
  const [notBefore, notAfter] = [-1, 3650].map((days) => new Date(from + days * DAY_MS));
  const root = await oddCertificate({ name, key, ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) });
  const keyPem = key.export({ type: 'pkcs1', format: 'pem' }).toString();
  return { 'ca-cert.pem': root, 'ca-key.pem': keyPem, 'root-cert.pem': root, 'cert-chain.pem': root };
}

function open(key: KeyObject): webcrypto.JsonWebKey {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  return { kty: 'RSA', e, n };
}

function called(names: RelativeDistinguishedNames, organization: string): void {
  const value = new Utf8String({ value: organization });
  names.typesAndValues.push(new AttributeTypeAndValue({ type: '2.5.4.10', value }));
}

const extension = (extnID: string, critical: boolean, content: BasicConstraints | ExtKeyUsage): Extension =>
  new Extension({ extnID, critical, extnValue: content.toSchema().toBER(false) });
