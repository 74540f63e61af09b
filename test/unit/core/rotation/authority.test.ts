import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  authorityIn,
  keptAuthority,
  keptData,
  trusting,
  type Authority,
} from '../../../../src/core/rotation/authority.ts';
import { authority, secretOf, suppliedCa } from '../../../support/certificates.ts';

const root = authority({ name: 'root' });
const middle = authority({ name: 'middle', by: root });
const lower = authority({ name: 'lower', by: middle });
const other = authority({ name: 'other' });
const chain = { 'cert-chain.pem': lower.pem + middle.pem };

/** The authority in a Secret that has one. */
function inSecret(secret: ReturnType<typeof secretOf>): Authority {
  const found = authorityIn(secret);
  if (found === undefined) throw new Error('no authority');
  return found;
}

describe('the authority in a Secret', () => {
  it('has the root at the end of its chain, through all that is between', () => {
    expect(inSecret(suppliedCa(lower, root, chain)).root.subject).toBe('O=root');
  });

  it('is none where the chain has a gap, and none where there is no certificate', () => {
    expect(authorityIn(suppliedCa(lower, root, { 'cert-chain.pem': lower.pem }))).toBeUndefined();
    expect(authorityIn(secretOf('cacerts', {}))).toBeUndefined();
    expect(authorityIn(secretOf('istio-ca-secret', {}))).toBeUndefined();
  });

  it('is none where a supplied root has no chain to it', () => {
    const { data } = suppliedCa(lower, root) as unknown as { data: Record<string, string> };
    const { 'cert-chain.pem': _, ...rest } = data;
    expect(authorityIn({ ...suppliedCa(lower, root), data: rest })).toBeUndefined();
  });
});

describe('an authority that trusts others', () => {
  it('hands out its own root first, and each once', () => {
    const own = inSecret(suppliedCa(root, root));
    const both = trusting(
      own,
      [other, root].map(({ pem }) => new X509Certificate(pem)),
    );
    expect(both.roots.map(({ subject }) => subject)).toEqual(['O=root', 'O=other']);
    expect(both.files['root-cert.pem']).toBe(`${root.pem.trim()}\n${other.pem.trim()}\n`);
  });
});

describe('a kept authority', () => {
  it('is told from which Secret it signs by an annotation, and is none without it', () => {
    const kept = keptData(inSecret(suppliedCa(lower, root, chain)));
    const secret = { ...secretOf('istio-ca-next', {}), data: kept };
    const metadata = { ...secret.metadata, annotations: { 'meshwright.dev/signs-from': 'cacerts' } };
    expect(keptAuthority({ ...secret, metadata })?.secret).toBe('cacerts');
    expect(keptAuthority(secret)).toBeUndefined();
  });
});
