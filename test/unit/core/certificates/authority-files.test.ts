import { describe, expect, it } from '@jest/globals';
import { asSupplied, filesOf } from '../../../../src/core/certificates/authority-files.ts';
import { secretOf } from '../../../support/certificates.ts';

describe('the files of an authority in a Secret', () => {
  it('are those that citadel reads, and nothing beside them', () => {
    const secret = secretOf('cacerts', { 'ca-cert.pem': 'a certificate', 'tls.crt': 'another' });
    expect(filesOf(secret)).toEqual({ 'ca-cert.pem': 'a certificate' });
  });

  it('are none where the Secret holds nothing', () => {
    expect(filesOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cacerts' } })).toEqual({});
  });
});

describe('an authority of citadel itself, as if it were supplied', () => {
  it('has its certificate as its root, and nothing between them', () => {
    expect(asSupplied({ 'ca-cert.pem': 'roots', 'ca-key.pem': 'key' })).toEqual({
      'ca-cert.pem': 'roots',
      'root-cert.pem': 'roots',
      'cert-chain.pem': '',
      'ca-key.pem': 'key',
    });
  });

  it('has no file whose origin is missing', () => {
    expect(Object.keys(asSupplied({ 'ca-key.pem': 'key' }))).toEqual(['ca-key.pem']);
    expect(Object.keys(asSupplied({ 'ca-cert.pem': 'roots' }))).not.toContain('ca-key.pem');
  });
});
