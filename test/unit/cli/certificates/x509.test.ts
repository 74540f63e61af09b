import { X509Certificate } from 'node:crypto';
import { PrintableString } from 'asn1js';
import { AttributeTypeAndValue, Certificate } from 'pkijs';
import { describe, expect, it } from '@jest/globals';
import { newAuthority } from '../../../../src/cli/certificates/make.ts';
import { extensionsOf, newRoot, renewedRoot } from '../../../../src/cli/certificates/x509.ts';
import { checkAuthority } from '../../../../src/core/certificates/check-authority.ts';
import { oddCertificate, rsaKey } from '../../../support/x509.ts';

const now = new Date('2026-11-28T12:00:00Z');
const key = rsaKey();
const year = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
const decade = { notBefore: now, notAfter: new Date('2036-11-28T12:00:00Z') };
const subjectOf = ({ raw }: X509Certificate): Buffer =>
  Buffer.from(Certificate.fromBER(Uint8Array.from(raw)).subject.toSchema().toBER(false));

describe('a renewed root', () => {
  it('has the key and the name of the old one, so that what was signed under one verifies under the other', async () => {
    const old = new X509Certificate(await newRoot('k8s.cluster.local', key, year));
    const renewed = new X509Certificate(await renewedRoot(old, key, decade));
    const leaf = new X509Certificate(
      await oddCertificate({ name: 'leaf', key: rsaKey(1024), by: { name: 'k8s.cluster.local', key }, ca: false }),
    );
    for (const root of [old, renewed])
      expect([leaf.checkIssued(root), leaf.verify(root.publicKey)]).toEqual([true, true]);
    expect([renewed.validFromDate, renewed.validToDate]).toEqual([decade.notBefore, decade.notAfter]);
    expect(renewed.serialNumber).not.toBe(old.serialNumber);
    expect([renewed.ca, renewed.verify(renewed.publicKey)]).toEqual([true, true]);
  });

  it('has that name byte by byte: programs of Go compare nothing else', async () => {
    const template = new Certificate();
    const value = new PrintableString({ value: 'k8s.cluster.local' });
    template.subject.typesAndValues.push(new AttributeTypeAndValue({ type: '2.5.4.10', value }));
    const utf8 = new X509Certificate(await newRoot('k8s.cluster.local', key, year));
    const old = Certificate.fromBER(Uint8Array.from(utf8.raw));
    old.subject = template.subject;
    const printable = new X509Certificate(Buffer.from(old.toSchema(true).toBER(false)));
    expect(subjectOf(printable)).not.toEqual(subjectOf(utf8));
    expect(subjectOf(new X509Certificate(await renewedRoot(printable, key, decade)))).toEqual(subjectOf(printable));
  });

  it('has the extensions of the old one', async () => {
    const old = new X509Certificate(await oddCertificate({ name: 'root', key, pathLength: 2 }));
    expect(extensionsOf(new X509Certificate(await renewedRoot(old, key, decade)))).toEqual({ pathLength: 2 });
  });
});

describe('a new root', () => {
  it('is one that citadel can sign with, for ten years, with a name that no root has that is trusted', async () => {
    const first = await newAuthority([], now);
    expect(first.root.subject).toBe('O=cluster.local (2026-11-28)');
    expect(checkAuthority(first.files, { now, extensionsOf })).toEqual([]);
    expect(first.root.validToDate).toEqual(new Date('2036-11-25T12:00:00Z'));
    const second = await newAuthority([first.root], now);
    expect(second.root.subject).toBe('O=cluster.local (2026-11-28 12:00:00)');
    expect(second.key).not.toBe(first.key);
  });
});
