import { describe, expect, it } from '@jest/globals';
import { issuedUnder, readIssued } from '../../../../src/core/rotation/issued.ts';
import { authority, secretOf, serving, type Signer } from '../../../support/certificates.ts';

const now = new Date('2026-06-01T00:00:00Z');
const [root, other] = [authority({ name: 'root' }), authority({ name: 'other' })];
const issued = (account: string, by: Signer, roots: string, notAfter = new Date('2026-08-01T00:00:00Z')) =>
  readIssued(
    secretOf(`istio.${account}`, {
      'cert-chain.pem': serving({ name: account, by, notAfter }),
      'root-cert.pem': roots,
    }),
  );
const ca = (...roots: Signer[]) => secretOf('istio-ca-secret', { 'ca-cert.pem': roots.map(({ pem }) => pem).join('') });

describe('what citadel has issued', () => {
  it('is of one authority when it trusts all of its roots and no other, and is signed under one of them', () => {
    const [a, b] = [issued('a', root, root.pem), issued('b', root, root.pem, new Date('2026-07-01T00:00:00Z'))];
    expect(issuedUnder([a, b], ca(root), now)).toEqual({ total: 2, behind: [], firstEnd: '2026-07-01T00:00:00Z' });
    expect(issuedUnder([a, b], ca(root, other), now).behind).toEqual([a.name, b.name]);
    const both = issued('c', other, root.pem + other.pem);
    expect(issuedUnder([both], ca(other, root), now).behind).toEqual([]);
    expect(issuedUnder([both], ca(other), now).behind).toEqual([both.name]);
  });

  it('is behind when it has ended, is signed by somebody else, or is nothing', () => {
    const ended = issued('a', root, root.pem, new Date('2026-05-01T00:00:00Z'));
    const stranger = issued('b', other, root.pem);
    const empty = readIssued(secretOf('istio.c', {}));
    expect(issuedUnder([ended, stranger, empty], ca(root), now).behind).toHaveLength(3);
  });
});
