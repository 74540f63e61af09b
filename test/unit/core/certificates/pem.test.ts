import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { certificatesOf, joinedPem, MOST_PEM, pemBlocks } from '../../../../src/core/certificates/pem.ts';
import { authority } from '../../../support/certificates.ts';

const [one, other] = [authority({ name: 'one' }).pem, authority({ name: 'other' }).pem];
const padded = (length: number): string => one + ' '.repeat(length - one.length);

describe('a PEM file', () => {
  it('is read in its order, with whatever stands between its blocks', () => {
    const text = `of the company:\n${other}\nand of its root:\n${one}`;
    expect(pemBlocks(text).map(({ pem }) => pem)).toEqual([other.trim(), one.trim()]);
    expect(certificatesOf(text)?.map(({ subject }) => subject)).toEqual(['O=other', 'O=one']);
  });

  it('is read up to the length that one may have, and not beyond', () => {
    expect(pemBlocks(padded(MOST_PEM))).toHaveLength(1);
    expect(pemBlocks(padded(MOST_PEM + 1))).toEqual([]);
  });

  it('is none where the end has another label than the beginning', () => {
    expect(pemBlocks('-----BEGIN CERTIFICATE-----\nQUJD\n-----END PRIVATE KEY-----\n')).toEqual([]);
  });
});

describe('certificates that are joined', () => {
  it('are there once each, with one line break behind each', () => {
    const [a, b] = [new X509Certificate(one), new X509Certificate(other)];
    expect(joinedPem(a, b, a)).toBe(`${one.trim()}\n${other.trim()}\n`);
  });
});
