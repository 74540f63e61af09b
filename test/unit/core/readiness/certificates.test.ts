import { createHash, createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  caBundleOf,
  readCaSecret,
  readSuppliedCa,
  readWorkloadSecret,
  trusts,
  withCaBundle,
  type CertificateReading,
} from '../../../../src/core/readiness/certificates.ts';
import { AUTHORITY_FILES } from '../../../../src/core/certificates/authority-files.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { authority, LIFETIME, secretOf, serving, suppliedCa } from '../../../support/certificates.ts';

const now = new Date('2026-06-01T00:00:00Z');
const past = new Date('2026-05-01T00:00:00Z');

const root = authority({ name: 'root' });
const other = authority({ name: 'root' });
const old = authority({ name: 'root', notAfter: past });
const middle = authority({ name: 'middle', by: root });
const leaf = serving({ name: 'galley', by: root });

const secret = (chain: string, rootPem: string) =>
  secretOf('istio.galley', { 'cert-chain.pem': chain, 'root-cert.pem': rootPem });
const problem = (reading: CertificateReading): string => (reading.ok ? 'none' : reading.problem);

describe('the Secret of a workload', () => {
  it('serves while its chain verifies under its root and both are valid', () => {
    expect(readWorkloadSecret(secret(leaf, root.pem), now)).toEqual({
      ok: true,
      rootPem: root.pem,
      rootKey: createHash('sha256')
        .update(createPublicKey(root.key).export({ type: 'spki', format: 'der' }))
        .digest('hex'),
      expires: LIFETIME.notAfter,
      rootExpires: LIFETIME.notAfter,
    });
  });

  it('serves behind intermediates, as a supplied authority signs', () => {
    const lower = authority({ name: 'lower', by: middle });
    const chain = [serving({ name: 'galley', by: lower }), lower.pem, middle.pem].join('');
    expect(problem(readWorkloadSecret(secret(chain, root.pem), now))).toBe('none');
    expect(problem(readWorkloadSecret(secret(chain + root.pem, root.pem), now))).toBe('none');
  });

  const REFUSED: readonly [string, Parameters<typeof readWorkloadSecret>[0], RegExp][] = [
    ['that does not exist', undefined, /does not exist yet/],
    ['that is empty', secretOf('istio.galley', {}), /no certificate under cert-chain\.pem/],
    ['whose keys are empty', secret('', ''), /no certificate under cert-chain\.pem/],
    [
      'whose chain is garbage',
      secret('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----', root.pem),
      /cert-chain/,
    ],
    ['without a root', secret(leaf, ''), /no certificate under root-cert\.pem/],
    ['with the root of somebody else of the same name', secret(leaf, other.pem), /not signed by its own root/],
    ['with a root of another kind of key', secret(leaf, authority({ name: 'root', kind: 'rsa' }).pem), /not signed/],
    ['whose intermediate is missing', secret(serving({ name: 'galley', by: middle }), root.pem), /not signed/],
    ['that has expired', secret(serving({ name: 'g', by: root, notAfter: past }), root.pem), /expired on 2026-05-01/],
    ['whose root has expired', secret(serving({ name: 'g', by: old }), old.pem), /expired on 2026-05-01/],
  ];

  it.each(REFUSED)('does not serve: one %s', (_what, given, why) => {
    expect(problem(readWorkloadSecret(given, now))).toMatch(why);
  });

  it('does not serve from the very moment at which it ends', () => {
    expect(readWorkloadSecret(secret(leaf, root.pem), new Date(LIFETIME.notAfter.getTime() - 1)).ok).toBe(true);
    expect(readWorkloadSecret(secret(leaf, root.pem), LIFETIME.notAfter).ok).toBe(false);
  });

  it('tells nothing of what is in it when it does not serve', () => {
    const given = secretOf('istio.galley', { 'cert-chain.pem': 'hunter2', 'key.pem': 'hunter3' });
    expect(problem(readWorkloadSecret(given, now))).not.toMatch(/hunter/);
  });
});

describe('the Secret of the authority', () => {
  it('serves when citadel signed itself and left the other keys empty', () => {
    const given = secretOf('istio-ca-secret', { 'ca-cert.pem': root.pem, 'cert-chain.pem': '', 'root-cert.pem': '' });
    expect(readCaSecret(given, now)).toMatchObject({ ok: true, rootPem: root.pem, rootExpires: LIFETIME.notAfter });
  });

  it('does not serve when it has expired', () => {
    expect(problem(readCaSecret(secretOf('istio-ca-secret', { 'ca-cert.pem': old.pem }), now))).toMatch(/expired on/);
  });
});

describe('the Secret of an authority that somebody supplied', () => {
  const root = authority({ name: 'root', kind: 'rsa' });
  const middle = authority({ name: 'middle', by: root, key: root.key });
  const lower = authority({ name: 'lower', by: middle, key: root.key });
  const without = (key: string) => {
    const given = suppliedCa(middle, root);
    const data = Object.entries(given['data'] as object).filter(([name]) => name !== key);
    return { ...given, data: Object.fromEntries(data) };
  };

  const FINE: readonly [string, Parameters<typeof readSuppliedCa>[0]][] = [
    ['an intermediate and its root', suppliedCa(middle, root)],
    ['a root', suppliedCa(root, root)],
    ['a root with an empty chain', suppliedCa(root, root, { 'cert-chain.pem': '' })],
    [
      'a chain in another order',
      suppliedCa(lower, root, { 'cert-chain.pem': [root.pem, middle.pem, lower.pem].join('') }),
    ],
    ['two roots, of which one is being replaced', suppliedCa(middle, root, { 'root-cert.pem': other.pem + root.pem })],
  ];

  it.each(FINE)('serves with %s', (_what, given) => {
    expect(problem(readSuppliedCa(given, now))).toBe('none');
  });

  const REFUSED: readonly [string, Parameters<typeof readSuppliedCa>[0], RegExp][] = [
    ['that does not exist', undefined, /^it does not exist$/],
    ...AUTHORITY_FILES.map(
      (key) => [`without ${key}`, without(key), new RegExp(`^${key} is missing`)] as [string, Manifest, RegExp],
    ),
    ['of another root', suppliedCa(middle, other), /^root-cert.pem has the name of the root that is needed, "O=root"/],
    ['that has expired', suppliedCa({ ...old, key: root.key }, old), /ca-cert.pem ended on 2026-05-01/],
    ['with the key of another', suppliedCa({ ...middle, key: other.key }, root), /ca-key.pem is a key of kind ec/],
    [
      'whose key is none',
      suppliedCa(middle, root, { 'ca-key.pem': 'hunter2' }),
      /^ca-key.pem holds no private key[^:]*$/,
    ],
  ];

  it.each(REFUSED)('does not serve: one %s', (_what, given, why) => {
    expect(problem(readSuppliedCa(given, now))).toMatch(why);
  });
});

describe('trust of a webhook configuration', () => {
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'x' },
    webhooks: [
      { name: 'a', clientConfig: { service: { name: 'x' } } },
      { name: 'b', clientConfig: { service: { name: 'x' } } },
    ],
  };
  const bundle = caBundleOf(root.pem);

  it('is put into every webhook of a copy, which fails closed from then on', () => {
    const before = structuredClone(configuration);
    const trusting = withCaBundle(configuration, bundle);
    expect(trusts(trusting, bundle)).toBe(true);
    expect(configuration).toEqual(before);
    expect(trusting['webhooks']).toMatchObject([
      { name: 'a', failurePolicy: 'Fail', clientConfig: { service: { name: 'x' } } },
      { name: 'b', failurePolicy: 'Fail' },
    ]);
  });

  it('is missing when one webhook lacks it, when there is none, or when there is no configuration', () => {
    const [first] = withCaBundle(configuration, bundle)['webhooks'] as object[];
    expect(trusts({ ...configuration, webhooks: [first, configuration.webhooks[1]] }, bundle)).toBe(false);
    expect(trusts({ ...configuration, webhooks: [] }, bundle)).toBe(false);
    expect(trusts(undefined, bundle)).toBe(false);
    expect(trusts(withCaBundle(configuration, caBundleOf(other.pem)), bundle)).toBe(false);
  });
});
