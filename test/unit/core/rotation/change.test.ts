import { describe, expect, it } from '@jest/globals';
import { certificateFacts } from '../../../../charts/index.ts';
import { checkAuthority } from '../../../../src/core/certificates/check-authority.ts';
import {
  authorityIn,
  keptAuthority,
  keptData,
  secretData,
  SIGNS_FROM,
  type Authority,
} from '../../../../src/core/rotation/authority.ts';
import { authorityAfter, renewalDue, unfitSuccessor } from '../../../../src/core/rotation/change.ts';
import { authorityNamed, RotatingMesh } from '../../../support/rotation.ts';

const now = new Date('2026-06-01T00:00:00Z');
const [old, next, supplied, nextSupplied, namesake] = await Promise.all([
  authorityNamed('old'),
  authorityNamed('next'),
  authorityNamed('corporate', 'cacerts'),
  authorityNamed('next corporate', 'cacerts'),
  authorityNamed('old'),
]);

/** An authority, once it was written and read again. */
function written(authority: Authority): Authority {
  const metadata = { name: authority.secret, namespace: 'istio-system' };
  const read = authorityIn({ apiVersion: 'v1', kind: 'Secret', metadata, data: secretData(authority) });
  if (read === undefined) throw new Error('not to be read');
  return read;
}
const fingerprints = ({ roots }: Authority): string[] => roots.map(({ fingerprint256 }) => fingerprint256);
const print = ({ root }: Authority): string => root.fingerprint256;

describe.each([
  ['an authority that citadel made', old, next],
  ['a supplied authority', supplied, nextSupplied],
  ['an authority that citadel made, by a supplied one', old, supplied],
])('a change of %s', (_what, from, to) => {
  it('trusts both while the old one signs, then while the new one does, then the new one only', () => {
    const trusting = written(authorityAfter('trust', from, to));
    expect([trusting.key, fingerprints(trusting)]).toEqual([from.key, [print(from), print(to)]]);
    const issuing = written(authorityAfter('issue', trusting, to));
    expect([issuing.key, fingerprints(issuing)]).toEqual([to.key, [print(to), print(from)]]);
    const retired = written(authorityAfter('retire', issuing, to));
    expect([retired.key, fingerprints(retired)]).toEqual([to.key, [print(to)]]);
  });

  it('is the same when a step is done twice', () => {
    const once = written(authorityAfter('trust', from, to));
    expect(secretData(authorityAfter('trust', once, to))).toEqual(secretData(once));
  });

  it('leaves at every step what citadel can sign with', () => {
    let current = from;
    for (const step of ['trust', 'issue', 'retire'] as const) {
      current = written(authorityAfter(step, current, to));
      expect(checkAuthority(current.files, { now })).toEqual([]);
    }
  });
});

describe('a kept authority', () => {
  it('is read again as it was', () => {
    const annotations = { [SIGNS_FROM]: 'cacerts' };
    const metadata = { name: 'istio-ca-next', namespace: 'istio-system', annotations };
    expect(keptAuthority({ apiVersion: 'v1', kind: 'Secret', metadata, data: keptData(supplied) })?.files).toEqual(
      supplied.files,
    );
    const nameless = { ...metadata, annotations: {} };
    expect(
      keptAuthority({ apiVersion: 'v1', kind: 'Secret', metadata: nameless, data: keptData(supplied) }),
    ).toBeUndefined();
  });
});

describe('a successor', () => {
  it('is unfit when its root has the name of one that is trusted, and another key', () => {
    expect(unfitSuccessor(old, namesake, now)).toMatch(
      /has the name of the one that is trusted, "O=old", and another key/,
    );
    expect(unfitSuccessor(old, next, now)).toBeUndefined();
  });

  it('is unfit when citadel could not sign with it', () => {
    const broken = { ...supplied, files: { ...supplied.files, 'ca-key.pem': 'hunter2' } };
    expect(unfitSuccessor(old, broken, now)).toMatch(/^ca-key.pem holds no private key/);
  });

  it('is unfit for all reasons at once', () => {
    const broken = { ...supplied, files: { ...supplied.files, 'ca-key.pem': 'hunter2', 'root-cert.pem': 'none' } };
    expect(
      unfitSuccessor(old, broken, now)
        ?.split('; ')
        .filter((text) => / holds no /.test(text)),
    ).toEqual(['root-cert.pem holds no certificate in PEM form', 'ca-key.pem holds no private key in PEM form']);
  });

  it('is fit when it would only be warned about', () => {
    const soon = new Date(next.root.validToDate.getTime() - 30 * 86_400_000);
    expect(checkAuthority(next.files, { now: soon }).map(({ state }) => state)).toEqual(['warning']);
    expect(unfitSuccessor(old, next, soon)).toBeUndefined();
  });

  it('waits from the first moment of the last fifth of the life of the old root on', () => {
    const { validFromDate: from, validToDate: to } = old.root;
    const fifth = new Date(to.getTime() - (to.getTime() - from.getTime()) / 5);
    const input = new RotatingMesh(old).input();
    expect(renewalDue({ ...input, now: fifth }, '1.4.10')).toMatch(/renews a root/);
    expect(renewalDue({ ...input, now: new Date(fifth.getTime() - 1000) }, '1.4.10')).toBeUndefined();
  });

  it('waits where citadel is about to renew the old root, and would take the new one out again', () => {
    const input = new RotatingMesh(old).input();
    const late = { ...input, now: new Date(now.getTime() + 3000 * 86_400_000) };
    expect(renewalDue(late, '1.4.10')).toMatch(/renews a root in the last fifth of its life/);
    expect(renewalDue(input, '1.4.10')).toBeUndefined();
    expect(renewalDue(late, '1.2.8')).toBeUndefined();
    expect(renewalDue({ ...late, current: supplied }, '1.4.10')).toBeUndefined();
  });
});

describe('what releases do about roots', () => {
  it.each([
    ['1.0.7', false, false],
    ['1.0.8', false, true],
    ['1.1.7', false, false],
    ['1.1.8', false, true],
    ['1.2.8', false, true],
    ['1.2.9', true, true],
    ['1.3.4', false, true],
    ['1.3.5', true, true],
    ['1.4.0', true, true],
  ])(
    'in %s: citadel renews its root: %s; proxies read roots by themselves: %s',
    (version, renewsRoot, proxiesReadRoots) => {
      expect(certificateFacts(version)).toEqual({ renewsRoot, proxiesReadRoots });
    },
  );
});
