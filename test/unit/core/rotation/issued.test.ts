import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyDigest } from '../../../../src/core/certificates/path.ts';
import { issuedUnder, readIssued, writtenTime } from '../../../../src/core/rotation/issued.ts';
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
/** Digests of keys of authorities, as position compares them. */
const digestOf = ({ pem }: Signer): string => keyDigest(new X509Certificate(pem));
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

  it('is behind from the moment on at which it ends', () => {
    const ending = issued('a', root, root.pem, now);
    expect(issuedUnder([ending], ca(root), now).behind).toEqual([ending.name]);
    expect(issuedUnder([ending], ca(root), new Date(now.getTime() - 1000)).behind).toEqual([]);
  });

  it('is behind when it trusts as many roots as there are, but not the same', () => {
    const stranger = authority({ name: 'stranger' });
    const one = issued('a', root, root.pem + stranger.pem);
    expect(issuedUnder([one], ca(root, other), now).behind).toEqual([one.name]);
  });

  it('has no end while there is nothing', () => {
    expect(issuedUnder([], ca(root), now)).toEqual({ total: 0, behind: [] });
  });
});

describe('the Secret of a workload', () => {
  it('is known by its name and its account, and by the root at the end of its chain', () => {
    const middle = authority({ name: 'middle', by: root });
    const chain = serving({ name: 'a', by: middle }) + middle.pem;
    const secret = secretOf('istio.a', { 'cert-chain.pem': chain, 'root-cert.pem': root.pem });
    expect(readIssued(secret)).toMatchObject({
      name: 'istio-system/istio.a',
      namespace: 'istio-system',
      account: 'a',
      signedUnder: digestOf(root),
    });
  });

  it('is of the account that it is called after where its name has no prefix', () => {
    expect(readIssued(secretOf('web', {})).account).toBe('web');
  });

  it('says when it was written only where the apiserver wrote that down', () => {
    const secret = secretOf('istio.a', {});
    expect(readIssued(secret)).not.toHaveProperty('writtenAt');
    const creationTimestamp = '2026-05-01T00:00:00Z';
    const created = { ...secret, metadata: { ...secret.metadata, creationTimestamp } };
    expect(readIssued(created).writtenAt).toBe(creationTimestamp);
  });
});

describe('the time at which an object was last written', () => {
  const writtenAt = (times: readonly (string | undefined)[]) => {
    const managedFields = times.map((time) => (time === undefined ? {} : { time }));
    const metadata = { name: 'a', creationTimestamp: '2026-05-01T00:00:00Z', managedFields };
    return writtenTime({ apiVersion: 'v1', kind: 'Secret', metadata });
  };

  it('is that of the last who wrote fields of it, whoever is named first', () => {
    expect(writtenAt(['2026-05-03T00:00:00Z', undefined, '2026-05-02T00:00:00Z'])).toBe('2026-05-03T00:00:00Z');
  });

  it('is that of its creation where nobody wrote later, or nobody wrote it down', () => {
    expect(writtenAt([])).toBe('2026-05-01T00:00:00Z');
    expect(writtenAt([undefined])).toBe('2026-05-01T00:00:00Z');
  });

  it('is unknown for an object without any time', () => {
    expect(writtenTime({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })).toBeUndefined();
  });
});
