import { beforeAll, describe, expect, it } from '@jest/globals';
import { extensionsOf } from '../../../../src/cli/certificates/x509.ts';
import type { AuthorityFiles } from '../../../../src/core/certificates/authority-files.ts';
import { checkAuthority } from '../../../../src/core/certificates/check-authority.ts';
import { describeAuthorityFinding } from '../../../../src/core/certificates/finding.ts';
import { company, KEYS, LOWER, pemOf, ROOT, type Company, type Oddities } from '../../../support/company.ts';
import { oddCertificate } from '../../../support/x509.ts';

const now = new Date('2026-06-01T00:00:00Z');
const found = (files: AuthorityFiles): string[] =>
  checkAuthority(files, { now, extensionsOf }).map(describeAuthorityFinding);

let fine: Company;
beforeAll(async () => {
  fine = await company();
});

const PATHS: readonly [string, () => AuthorityFiles, RegExp][] = [
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

describe('an authority whose files do not lead to its root', () => {
  it.each(PATHS)('is refused for %s, and told what to do', (_what, files, why) => {
    const all = checkAuthority({ ...fine.files, ...files() }, { now, extensionsOf });
    expect(all.map(describeAuthorityFinding)).toContainEqual(expect.stringMatching(why));
    expect(all.map(({ remedy }) => remedy)).not.toContain('');
  });

  it('is refused for a root of the same name with another key', async () => {
    const twin = await oddCertificate({ ...ROOT, key: KEYS.stranger });
    expect(found({ ...fine.files, 'root-cert.pem': twin })).toEqual([
      expect.stringMatching(/^root-cert.pem has the name of the root that is needed, "O=root", and another key/),
    ]);
  });

  it('is refused for such a root also where another one is trusted beside it', async () => {
    const twin = await oddCertificate({ ...ROOT, key: KEYS.stranger });
    const second = await oddCertificate({ name: 'second', key: KEYS.stranger });
    expect(found({ ...fine.files, 'root-cert.pem': second + twin })).toEqual([
      expect.stringMatching(/^root-cert.pem has the name of the root that is needed/),
    ]);
  });

  it('is told how far a chain leads, whatever else is in it', async () => {
    const lowest = await oddCertificate({ name: 'lowest', key: KEYS.stranger, by: LOWER });
    const stranger = await oddCertificate({ name: 'stranger', key: KEYS.stranger });
    const files = {
      'ca-cert.pem': lowest,
      'ca-key.pem': pemOf(KEYS.stranger),
      'cert-chain.pem': stranger + fine.middle + lowest + fine.lower,
      'root-cert.pem': stranger,
    };
    expect(found(files)).toEqual([
      expect.stringMatching(/^root-cert.pem is not what ca-cert.pem leads to: "O=middle" is signed by "O=root"/),
    ]);
  });
});

const CERTIFICATES: readonly [string, Oddities, RegExp][] = [
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
  ['ends this very moment', { lower: { notAfter: now } }, /^ca-cert.pem ended on 2026-06-01T00:00:00Z/],
  [
    'is for servers only',
    { lower: { purposes: ['1.3.6.1.5.5.7.3.1'] } },
    /^ca-cert.pem is only for other purposes than TLS servers and clients/,
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
    expect(failed.map(({ remedy }) => remedy)).not.toContain('');
  });

  it('is warned about when it ends within 90 days', async () => {
    const { files } = await company({ root: { notAfter: new Date('2026-07-01T00:00:00Z') } });
    expect(found(files)).toEqual([
      expect.stringMatching(/^root-cert.pem ends in 30 days, on 2026-07-01T00:00:00Z; make one/),
    ]);
  });

  it('is not warned about when it lasts for 90 days, or became valid this very moment', async () => {
    const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
    const { files } = await company({ lower: { notBefore: now, notAfter: inDays(90) } });
    expect(found(files)).toEqual([]);
  });

  it('may be for exactly what workloads need', async () => {
    const { files } = await company({ lower: { purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'], pathLength: 0 } });
    expect(found(files)).toEqual([]);
  });

  it('may be for any purpose', async () => {
    const { files } = await company({ lower: { purposes: ['2.5.29.37.0'] } });
    expect(found(files)).toEqual([]);
  });

  it('may have a root that signed itself over SHA-1: nobody verifies that', async () => {
    const { files } = await company({ root: { digest: 'SHA-1' } });
    expect(found(files)).toEqual([]);
  });
});
