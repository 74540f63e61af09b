import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isCurrent, issueIdentity, makeAuthority } from '../../../../devcluster/simulation/authority.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

describe('the stand-in for citadel', () => {
  it('issues certificates that its own root verifies, with the SPIFFE identity and the names given', async () => {
    const authority = await makeAuthority(NOW);
    const workload = { namespace: 'ns', serviceAccount: 'sa', dns: ['svc.ns'] };
    const issued = new X509Certificate(issueIdentity(authority, workload, NOW).certificate);
    const root = new X509Certificate(authority.certificate);
    expect(issued.checkIssued(root)).toBe(true);
    expect(issued.verify(root.publicKey)).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.subjectAltName).toContain('URI:spiffe://cluster.local/ns/ns/sa/sa');
    expect(issued.subjectAltName).toContain('DNS:svc.ns');
  });

  it('knows when a certificate has run out', async () => {
    const workload = { namespace: 'ns', serviceAccount: 'sa', dns: [] };
    const { certificate } = issueIdentity(await makeAuthority(NOW), workload, NOW);
    expect(isCurrent(certificate, NOW + 89 * DAY_MS)).toBe(true);
    expect(isCurrent(certificate, NOW + 91 * DAY_MS)).toBe(false);
    expect(isCurrent('no certificate', NOW)).toBe(false);
  });
});
