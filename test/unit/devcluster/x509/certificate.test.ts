import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { issueCertificate, privateKeyPem } from '../../../../devcluster/x509/certificate.ts';
import type { CertificateRequest } from '../../../../devcluster/x509/certificate.ts';
import { integer, objectIdentifier, octetString } from '../../../../devcluster/x509/der.ts';

const elliptic = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

function request(extra: Partial<CertificateRequest> = {}): CertificateRequest {
  const key = elliptic();
  return {
    subject: { organization: 'mesh', commonName: 'server' },
    issuer: { commonName: 'authority' },
    key,
    signingKey: key,
    notBefore: new Date('2026-01-02T03:04:05Z'),
    notAfter: new Date('2051-01-02T03:04:05Z'),
    purposes: ['server'],
    ...extra,
  };
}

describe('a certificate', () => {
  it('says what was asked for', () => {
    const alternativeNames = {
      dns: ['galley.mesh.svc'],
      addresses: ['127.0.0.1'],
      uris: ['spiffe://cluster.local/ns/mesh/sa/galley'],
    };
    const certificate = new X509Certificate(issueCertificate(request({ alternativeNames })));
    expect(certificate.subject).toBe('O=mesh\nCN=server');
    expect(certificate.issuer).toBe('CN=authority');
    expect(certificate.subjectAltName).toBe(
      'DNS:galley.mesh.svc, URI:spiffe://cluster.local/ns/mesh/sa/galley, IP Address:127.0.0.1',
    );
    expect([certificate.validFromDate, certificate.validToDate].map((date) => date.toISOString())).toEqual([
      '2026-01-02T03:04:05.000Z',
      '2051-01-02T03:04:05.000Z',
    ]);
    expect(certificate.ca).toBe(false);
  });

  it.each([
    ['elliptic', elliptic()],
    ['RSA', rsa()],
  ])('is verified by the authority that signed it (%s)', (_, signingKey) => {
    const issuer = { commonName: 'authority' };
    const root = issueCertificate(
      request({ subject: issuer, issuer, key: signingKey, signingKey, purposes: ['authority'] }),
    );
    const authority = new X509Certificate(root);
    const leaf = new X509Certificate(issueCertificate(request({ issuer, signingKey })));
    expect(authority.ca).toBe(true);
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(leaf.verify(leaf.publicKey)).toBe(false);
  });

  it('belongs to its private key', () => {
    const key = elliptic();
    const certificate = new X509Certificate(issueCertificate(request({ key })));
    expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem(key)))).toBe(true);
  });

  it('refuses an address that is none', () => {
    const alternativeNames = { addresses: ['localhost'] };
    expect(() => issueCertificate(request({ alternativeNames }))).toThrow('not an IPv4 address: localhost');
  });
});

describe('DER', () => {
  it('writes numbers as the standard does', () => {
    expect(objectIdentifier('1.2.840.113549.1.1.11').toString('hex')).toBe('06092a864886f70d01010b');
    expect(integer(Buffer.from([0x80])).toString('hex')).toBe('02020080');
    expect(octetString(Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
  });
});
