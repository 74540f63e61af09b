import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { extensionsOf } from '../../../../src/cli/certificates/x509.ts';
import { asSupplied, AUTHORITY_FILES, type AuthorityFiles } from '../../../../src/core/certificates/authority-files.ts';
import { checkAuthority } from '../../../../src/core/certificates/check-authority.ts';
import { describeAuthorityFinding } from '../../../../src/core/certificates/finding.ts';
import { oddCertificate, rsaKey, type Odd } from '../../../support/x509.ts';

const now = new Date('2026-06-01T00:00:00Z');
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;
const pemOf = (key: KeyObject): string => key.export(PKCS8).toString();

/** A root, an authority below it, and an authority below that one: what a company has. */
interface Company {
  readonly root: string;
  readonly middle: string;
  readonly lower: string;
  readonly files: AuthorityFiles;
}

const [rootKey, middleKey, lowerKey, strangerKey] = [rsaKey(), rsaKey(), rsaKey(), rsaKey()];
const ROOT = { name: 'root', key: rootKey };
const MIDDLE = { name: 'middle', key: middleKey, by: ROOT };
const LOWER = { name: 'lower', key: lowerKey, by: MIDDLE };

/** The company with other certificates here and there. */
async function company(
  odd: { root?: Partial<Odd>; middle?: Partial<Odd>; lower?: Partial<Odd> } = {},
): Promise<Company> {
  const [root, middle, lower] = await Promise.all([
    oddCertificate({ ...ROOT, ...odd.root }),
    oddCertificate({ ...MIDDLE, ...odd.middle }),
    oddCertificate({ ...LOWER, ...odd.lower }),
  ]);
  const files = {
    'ca-cert.pem': lower,
    'ca-key.pem': pemOf(lowerKey),
    'cert-chain.pem': lower + middle,
    'root-cert.pem': root,
  };
  return { root, middle, lower, files };
}

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
    const self = { 'ca-cert.pem': root, 'root-cert.pem': root, 'cert-chain.pem': '', 'ca-key.pem': pemOf(rootKey) };
    expect(found(self)).toEqual([]);
  });

  it('may have its key in either form that citadel reads', () => {
    const key = lowerKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(found({ ...fine.files, 'ca-key.pem': key })).toEqual([]);
  });

  it('may trust a second root beside its own', async () => {
    const second = await oddCertificate({ name: 'second', key: strangerKey });
    expect(found({ ...fine.files, 'root-cert.pem': second + fine.root })).toEqual([]);
  });

  it('is one that citadel made for itself, also while it trusts two roots', async () => {
    const second = await oddCertificate({ name: 'second', key: strangerKey });
    const own = { 'ca-cert.pem': fine.root + second, 'ca-key.pem': pemOf(rootKey) };
    expect(found(asSupplied(own))).toEqual([]);
    expect(found(asSupplied({ ...own, 'ca-key.pem': pemOf(strangerKey) }))).toEqual([
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
});

const damaged = '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n';
const encrypted = (): string => lowerKey.export({ ...PKCS8, cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
const elliptic = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const CONTENTS: readonly [string, () => AuthorityFiles, RegExp][] = [
  ['a certificate that is none', () => ({ 'ca-cert.pem': 'hunter2' }), /^ca-cert.pem holds no certificate in PEM form/],
  [
    'a certificate that is damaged',
    () => ({ 'root-cert.pem': damaged }),
    /^root-cert.pem holds a certificate that cannot be read/,
  ],
  [
    'a chain of something else',
    () => ({ 'cert-chain.pem': 'DER' }),
    /^cert-chain.pem holds no certificate in PEM form/,
  ],
  [
    'a key beside the root',
    () => ({ 'root-cert.pem': fine.root + pemOf(rootKey) }),
    /^root-cert.pem holds a private key, and is handed out to every workload/,
  ],
  [
    'a key in the chain',
    () => ({ 'cert-chain.pem': fine.files['cert-chain.pem']! + pemOf(middleKey) }),
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
  [
    'an elliptic key of openssl',
    () => ({ 'ca-key.pem': elliptic().export({ type: 'sec1', format: 'pem' }).toString() }),
    /^ca-key.pem is an elliptic key/,
  ],
  [
    'the key of somebody else',
    () => ({ 'ca-key.pem': pemOf(rootKey) }),
    /^ca-key.pem is not the private key of ca-cert.pem/,
  ],
  [
    'a key that is damaged',
    () => ({ 'ca-key.pem': pemOf(lowerKey).replace(/\n[^-]{20}/, '\nAAAAAAAAAAAAAAAAAAAA') }),
    /^ca-key.pem cannot be read/,
  ],
  [
    'a chain without the authority itself',
    () => ({ 'cert-chain.pem': fine.middle }),
    /^cert-chain.pem lacks "O=lower", without which/,
  ],
  [
    'a chain with a gap',
    () => ({ 'cert-chain.pem': fine.lower }),
    /^root-cert.pem is not what ca-cert.pem leads to: "O=lower" is signed by "O=middle"/,
  ],
  [
    'an intermediate for a root',
    () => ({ 'root-cert.pem': fine.middle }),
    /^root-cert.pem ends at "O=middle", which is no root: proxies look on for "O=root"/,
  ],
];

describe('an authority with something wrong in its files', () => {
  it.each(CONTENTS)('is refused for %s', (_what, files, why) => {
    expect(found({ ...fine.files, ...files() })).toContainEqual(expect.stringMatching(why));
  });

  it('is refused for a root of the same name with another key', async () => {
    const twin = await oddCertificate({ ...ROOT, key: strangerKey });
    expect(found({ ...fine.files, 'root-cert.pem': twin })).toEqual([
      expect.stringMatching(/^root-cert.pem has the name of the root that is needed, "O=root", and another key/),
    ]);
  });

  it('is not refused, but warned about, for a short key', async () => {
    const key = rsaKey(1024);
    const { files, lower, middle } = await company({ lower: { key } });
    expect(found({ ...files, 'ca-key.pem': pemOf(key), 'cert-chain.pem': lower + middle })).toEqual([
      expect.stringMatching(/^ca-key.pem has 1024 bits only/),
    ]);
  });
});

const CERTIFICATES: readonly [string, Parameters<typeof company>[0], RegExp][] = [
  [
    'has ended',
    { lower: { notAfter: new Date('2026-05-01T00:00:00Z') } },
    /^ca-cert.pem ended on 2026-05-01T00:00:00Z/,
  ],
  [
    'has an intermediate that ended',
    { middle: { notAfter: new Date('2026-05-01T00:00:00Z') } },
    /^cert-chain.pem ended on/,
  ],
  ['has a root that ended', { root: { notAfter: new Date('2026-05-01T00:00:00Z') } }, /^root-cert.pem ended on/],
  [
    'is not valid yet',
    { lower: { notBefore: new Date('2026-07-01T00:00:00Z') } },
    /^ca-cert.pem is not valid before 2026-07-01/,
  ],
  ['is no authority', { lower: { ca: false } }, /^ca-cert.pem may not sign certificates/],
  ['has an intermediate that is none', { middle: { ca: false } }, /^cert-chain.pem may not sign certificates/],
  [
    'may not be below its root',
    { root: { pathLength: 1 } },
    /^root-cert.pem allows 1 authorities below it, and there are 2/,
  ],
  [
    'may not be below its intermediate',
    { middle: { pathLength: 0 } },
    /^cert-chain.pem allows 0 authorities below it, and there is 1/,
  ],
  ['is for mail only', { lower: { purposes: ['1.3.6.1.5.5.7.3.4'] } }, /^ca-cert.pem is only for other purposes/],
  [
    'is signed over SHA-1',
    { middle: { digest: 'SHA-1' } },
    /^cert-chain.pem is signed over SHA-1, which Kubernetes refuses/,
  ],
];

describe('an authority with something wrong in its certificates', () => {
  it.each(CERTIFICATES)('is refused when it %s', async (_what, odd, why) => {
    const { files } = await company(odd);
    const failed = checkAuthority(files, { now, extensionsOf }).filter(({ state }) => state === 'failed');
    expect(failed.map(describeAuthorityFinding)).toEqual([expect.stringMatching(why)]);
  });

  it('is warned about when it ends within 90 days', async () => {
    const { files } = await company({ root: { notAfter: new Date('2026-07-01T00:00:00Z') } });
    expect(found(files)).toEqual([expect.stringMatching(/^root-cert.pem ends in 30 days, on 2026-07-01T00:00:00Z/)]);
  });

  it('may be for exactly what workloads need', async () => {
    const { files } = await company({ lower: { purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'], pathLength: 0 } });
    expect(found(files)).toEqual([]);
  });

  it('may have a root that signed itself over SHA-1: nobody verifies that', async () => {
    const { files } = await company({ root: { digest: 'SHA-1' } });
    expect(found(files)).toEqual([]);
  });
});
