import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { extensionsOf } from '../../../../src/cli/certificates/x509.ts';
import { asSupplied, AUTHORITY_FILES, type AuthorityFiles } from '../../../../src/core/certificates/authority-files.ts';
import { checkAuthority } from '../../../../src/core/certificates/check-authority.ts';
import { describeAuthorityFinding } from '../../../../src/core/certificates/finding.ts';
import { MOST_PEM } from '../../../../src/core/certificates/pem.ts';
import { company, KEYS, pemOf, type Company } from '../../../support/company.ts';
import { oddCertificate, rsaKey } from '../../../support/x509.ts';

const now = new Date('2026-06-01T00:00:00Z');
const found = (files: AuthorityFiles, names?: string[]): string[] =>
  checkAuthority(files, { now, extensionsOf, ...(names && { names }) }).map(describeAuthorityFinding);

let fine: Company;
beforeAll(async () => {
  fine = await company();
});

describe('an authority that citadel can sign with', () => {
  it('is one with its key, its chain and its root, whatever order the chain has', () => {
    expect(found(fine.files)).toEqual([]);
    expect(found({ ...fine.files, 'cert-chain.pem': fine.root + fine.middle + fine.lower })).toEqual([]);
  });

  it('is a root that signs by itself, with an empty chain', () => {
    const { root } = fine;
    const self = { 'ca-cert.pem': root, 'root-cert.pem': root, 'cert-chain.pem': '', 'ca-key.pem': pemOf(KEYS.root) };
    expect(found(self)).toEqual([]);
  });

  it('may have its key in either form that citadel reads', () => {
    const key = KEYS.lower.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(found({ ...fine.files, 'ca-key.pem': key })).toEqual([]);
  });

  it('may trust a second root beside its own', async () => {
    const second = await oddCertificate({ name: 'second', key: KEYS.stranger });
    expect(found({ ...fine.files, 'root-cert.pem': second + fine.root })).toEqual([]);
  });

  it('may have a chain of nothing but line breaks where a root signs by itself', () => {
    const { root } = fine;
    const self = {
      'ca-cert.pem': root,
      'root-cert.pem': root,
      'cert-chain.pem': '\n\n',
      'ca-key.pem': pemOf(KEYS.root),
    };
    expect(found(self)).toEqual([]);
  });

  it('is one that citadel made for itself, also while it trusts two roots', async () => {
    const second = await oddCertificate({ name: 'second', key: KEYS.stranger });
    const own = { 'ca-cert.pem': fine.root + second, 'ca-key.pem': pemOf(KEYS.root) };
    expect(found(asSupplied(own))).toEqual([]);
    expect(found(asSupplied({ ...own, 'ca-key.pem': pemOf(KEYS.stranger) }))).toEqual([
      expect.stringMatching(/^ca-key.pem is not the private key of ca-cert.pem/),
    ]);
  });
});

describe('files that are not there', () => {
  it.each(AUTHORITY_FILES)('%s is asked for by name, and what there is instead is named', (file) => {
    const files = Object.fromEntries(Object.entries(fine.files).filter(([name]) => name !== file));
    expect(found(files, ['tls.crt', ...Object.keys(files)])).toEqual([
      expect.stringMatching(new RegExp(`^${file} is missing \\(there is tls\\.crt\\); (give|write)`)),
    ]);
  });

  it('are asked for with all that is there instead, by name, and alone where nothing is', () => {
    const { 'ca-key.pem': _, ...files } = fine.files;
    expect(found(files, ['tls.key', 'tls.crt'])).toEqual([
      expect.stringMatching(/^ca-key.pem is missing \(there is tls\.crt, tls\.key\); give/),
    ]);
    expect(found(files)).toEqual([expect.stringMatching(/^ca-key.pem is missing; give/)]);
  });
});

const damaged = '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n';
const encrypted = (): string =>
  KEYS.lower.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
const elliptic = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const sec1 = (): string => elliptic().export({ type: 'sec1', format: 'pem' }).toString();
/** What `openssl ecparam -genkey` writes in front of the key: the curve. */
const curve = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

const CONTENTS: readonly [string, () => AuthorityFiles, RegExp][] = [
  ['a certificate that is none', () => ({ 'ca-cert.pem': 'hunter2' }), /^ca-cert.pem holds no certificate in PEM form/],
  [
    'a certificate that is damaged',
    () => ({ 'root-cert.pem': damaged }),
    /^root-cert.pem holds a certificate that cannot be read/,
  ],
  ['no certificate at all', () => ({ 'ca-cert.pem': '' }), /^ca-cert.pem holds no certificate in PEM form/],
  [
    'as long a file as is read, without a certificate',
    () => ({ 'root-cert.pem': 'x'.repeat(MOST_PEM) }),
    /^root-cert.pem holds no certificate in PEM form/,
  ],
  [
    'a chain of something else',
    () => ({ 'cert-chain.pem': 'DER' }),
    /^cert-chain.pem holds no certificate in PEM form/,
  ],
  [
    'a key beside the root',
    () => ({ 'root-cert.pem': fine.root + pemOf(KEYS.root) }),
    /^root-cert.pem holds a private key, and is handed out to every workload/,
  ],
  [
    'a key of the older form beside the root',
    () => ({ 'root-cert.pem': fine.root + KEYS.root.export({ type: 'pkcs1', format: 'pem' }).toString() }),
    /^root-cert.pem holds a private key, and is handed out to every workload/,
  ],
  [
    'a key beside the certificate that signs, which nobody is handed out',
    () => ({ 'ca-cert.pem': fine.lower + pemOf(KEYS.lower) }),
    /^ca-cert.pem holds a private key; /,
  ],
  [
    'a key in the chain',
    () => ({ 'cert-chain.pem': fine.files['cert-chain.pem']! + pemOf(KEYS.middle) }),
    /^cert-chain.pem holds a private key/,
  ],
  ['a file too long for one', () => ({ 'root-cert.pem': 'x'.repeat(70_000) }), /^root-cert.pem has 70000 characters/],
  [
    'no key',
    () => ({ 'ca-key.pem': fine.lower }),
    /^ca-key.pem begins with CERTIFICATE, and citadel reads the first block only/,
  ],
  ['a key that is text', () => ({ 'ca-key.pem': 'hunter2' }), /^ca-key.pem holds no private key in PEM form/],
  [
    'a key with a passphrase',
    () => ({ 'ca-key.pem': encrypted() }),
    /^ca-key.pem is encrypted, and citadel has no passphrase/,
  ],
  [
    'an elliptic key',
    () => ({ 'ca-key.pem': pemOf(elliptic()) }),
    /^ca-key.pem is a key of kind ec, with which citadel signs nothing/,
  ],
  ['an elliptic key of openssl', () => ({ 'ca-key.pem': sec1() }), /^ca-key.pem is an elliptic key/],
  [
    'an elliptic key of openssl behind its curve',
    () => ({ 'ca-key.pem': curve + sec1() }),
    /^ca-key.pem is an elliptic key/,
  ],
  [
    'the key of somebody else',
    () => ({ 'ca-key.pem': pemOf(KEYS.root) }),
    /^ca-key.pem is not the private key of ca-cert.pem/,
  ],
  [
    'a key that is damaged',
    () => ({ 'ca-key.pem': pemOf(KEYS.lower).replace(/\n[^-]{20}/, '\nAAAAAAAAAAAAAAAAAAAA') }),
    /^ca-key.pem cannot be read/,
  ],
];

describe('an authority with something wrong in its files', () => {
  it.each(CONTENTS)('is refused for %s', (_what, files, why) => {
    expect(found({ ...fine.files, ...files() })).toContainEqual(expect.stringMatching(why));
  });

  it.each(CONTENTS)('is told what to do about %s', (_what, files) => {
    const remedies = checkAuthority({ ...fine.files, ...files() }, { now, extensionsOf }).map(({ remedy }) => remedy);
    expect(remedies).not.toContain('');
  });

  it.each([
    ['ca-cert.pem', 'certificate'],
    ['cert-chain.pem', 'certificate'],
    ['root-cert.pem', 'certificate'],
    ['ca-key.pem', 'key'],
  ] as const)('is told of %s alone when that cannot be read, and not what else that breaks', (file, what) => {
    const broken = what === 'key' ? 'hunter2' : damaged;
    const files = checkAuthority({ ...fine.files, [file]: broken }, { now, extensionsOf }).map((one) => one.file);
    expect(files).toStrictEqual([file]);
  });

  it('is not refused, but warned about, for a short key', async () => {
    const key = rsaKey(1024);
    const { files, lower, middle } = await company({ lower: { key } });
    expect(found({ ...files, 'ca-key.pem': pemOf(key), 'cert-chain.pem': lower + middle })).toEqual([
      expect.stringMatching(/^ca-key.pem has 1024 bits only/),
    ]);
  });

  it('is told first what it fails for, and then what it is warned about', async () => {
    const key = rsaKey(1024);
    const { files, lower, middle } = await company({ lower: { key }, root: { notAfter: now } });
    const checked = checkAuthority(
      { ...files, 'ca-key.pem': pemOf(key), 'cert-chain.pem': lower + middle },
      { now, extensionsOf },
    );
    expect(checked.map(({ file, state }) => [file, state])).toEqual([
      ['root-cert.pem', 'failed'],
      ['ca-key.pem', 'warning'],
    ]);
  });
});
