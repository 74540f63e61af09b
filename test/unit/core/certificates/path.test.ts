import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isSelfSigned, keyDigest, pathToRoot } from '../../../../src/core/certificates/path.ts';
import { authority, type Signer } from '../../../support/certificates.ts';

const read = ({ pem }: Signer): X509Certificate => new X509Certificate(pem);
const root = authority({ name: 'root' });
const middle = authority({ name: 'middle', by: root });
const lower = authority({ name: 'lower', by: middle });

describe('the path from a certificate to a root', () => {
  it('goes through all that sign one another, in whatever order they come', () => {
    const others = [root, middle, lower].map(read);
    const path = pathToRoot(read(lower), others, [read(root)]);
    expect(path?.map(({ subject }) => subject)).toEqual(['O=lower', 'O=middle', 'O=root']);
  });

  it('is none where nothing that is trusted signed the last one', () => {
    expect(pathToRoot(read(lower), [], [read(root)])).toBeUndefined();
    expect(pathToRoot(read(lower), [read(middle)], [])).toBeUndefined();
  });

  it('leads to the root that lasts longest, of several that signed', () => {
    const renewed = authority({ name: 'root', key: root.key, notAfter: new Date('2036-01-01T00:00:00Z') });
    for (const roots of [
      [root, renewed],
      [renewed, root],
    ]) {
      expect(pathToRoot(read(middle), [], roots.map(read))?.at(-1)?.fingerprint256).toBe(read(renewed).fingerprint256);
    }
  });

  it('comes to an end where certificates sign each other in a circle', () => {
    const first = authority({ name: 'first', by: middle });
    const circle = authority({ name: 'middle', key: middle.key, by: first });
    expect(pathToRoot(read(first), [circle, first].map(read), [read(root)])).toBeUndefined();
  });
});

describe('a certificate', () => {
  it('signs itself only when it is a root', () => {
    expect([root, middle].map(read).map(isSelfSigned)).toEqual([true, false]);
  });

  it('has the key digest of every other certificate with its key, and of no other', () => {
    const renewed = authority({ name: 'root', key: root.key, notAfter: new Date('2036-01-01T00:00:00Z') });
    expect(keyDigest(read(renewed))).toBe(keyDigest(read(root)));
    expect(keyDigest(read(middle))).not.toBe(keyDigest(read(root)));
  });
});
