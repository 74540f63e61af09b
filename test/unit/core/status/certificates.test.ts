import { describe, expect, it } from '@jest/globals';
import type { ComponentStatus } from '../../../../src/api/status.ts';
import { certificateReport } from '../../../../src/core/status/certificates.ts';
import { CA_SECRET } from '../../../../src/core/readiness/authority.ts';
import { SERVING_SECRETS } from '../../../../src/core/readiness/functional-checks.ts';
import type { Proxy } from '../../../../src/core/model/proxy.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { installed } from '../../../support/installed.ts';
import { authority, secretOf, serving, suppliedCa } from '../../../support/certificates.ts';
import { observationOf } from '../../../support/observation.ts';

const citadel: ComponentStatus[] = [
  { name: 'citadel', version: '1.4.10', image: '', ready: '1/1', phase: 'Ready', since: '2026-01-01T00:00:00Z' },
];
const root = authority({ name: 'root', notAfter: new Date('2026-12-31T00:00:00Z'), kind: 'rsa' });
const secrets = [
  secretOf(CA_SECRET, { 'ca-cert.pem': root.pem }),
  secretOf(SERVING_SECRETS['injector']!, {
    'cert-chain.pem': serving({ name: 'i', by: root, notAfter: new Date('2026-09-01T00:00:00Z') }),
    'root-cert.pem': root.pem,
  }),
];
const report = (day: string, given = secrets, components = citadel) =>
  certificateReport({}, {}, components, observationOf({ now: new Date(`${day}T00:00:00Z`), secrets: given }));

describe('the report on certificates', () => {
  it('tells when root and webhook certificate end', () => {
    expect(report('2026-06-01')).toEqual({
      status: {
        authority: CA_SECRET,
        rootExpires: '2026-12-31T00:00:00Z',
        webhookExpires: '2026-09-01T00:00:00Z',
        rootKey: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      },
      conditions: [expect.objectContaining({ type: 'CertificatesValid', status: 'True' })],
    });
  });

  it.each([
    ['2026-12-01', 'True', 'Valid'],
    ['2026-12-02', 'False', 'ExpiresSoon'],
    ['2026-12-31', 'False', 'Unusable'],
  ])('on %s says %s, %s: the root ends on 31 December', (day, status, reason) => {
    expect(report(day).conditions).toEqual([expect.objectContaining({ status, reason })]);
  });

  it('takes back what it said when citadel is switched off, or its authority is gone', () => {
    const pilot = citadel.map((component) => ({ ...component, name: 'pilot' }));
    const unknown = (reason: string) => [expect.objectContaining({ status: 'Unknown', reason })];
    expect(report('2026-06-01', secrets, pilot)).toEqual({ status: undefined, conditions: unknown('NoCitadel') });
    expect(report('2026-06-01', secrets.slice(1))).toEqual({ status: undefined, conditions: unknown('NotIssued') });
  });

  it('says nothing of a mesh that was refused before it had components', () => {
    expect(report('2026-06-01', secrets, [])).toEqual({ status: undefined, conditions: [] });
  });

  it('leaves out what it cannot read', () => {
    expect(report('2026-06-01', secrets.slice(0, 1)).status).toEqual({
      authority: CA_SECRET,
      rootExpires: '2026-12-31T00:00:00Z',
      rootKey: expect.any(String) as unknown,
    });
  });

  describe('when the root of trust becomes another one', () => {
    const changedAt = '2026-06-02T00:00:00Z';
    const another = authority({ name: 'another', notAfter: new Date('2036-01-01T00:00:00Z') });
    const replaced = secretOf(CA_SECRET, { 'ca-cert.pem': another.pem });
    replaced.metadata.creationTimestamp = changedAt;
    const first = report('2026-06-01').status;
    const proxy = {
      namespace: 'shop',
      pod: 'reviews',
      image: 'proxyv2:1.4.10',
      role: 'sidecar',
      controlPlane: 'istio-system',
    } as const;
    const workload = { kind: 'Deployment', namespace: 'shop', name: 'reviews' };
    const old = { ...proxy, workload, createdAt: '2026-06-01T23:59:59Z' };
    const young = { ...proxy, createdAt: '2026-06-02T00:00:01Z' };
    const then = (proxies: Proxy[], before: typeof first = first, given: Manifest[] = [replaced]) => {
      const observation = observationOf({ now: new Date('2026-06-03T00:00:00Z'), secrets: given, proxies });
      return certificateReport({ certificates: before }, {}, citadel, observation);
    };

    it('says so, and whose proxies started before', () => {
      const { status, conditions } = then([old, young]);
      expect(status).toMatchObject({ rootChangedAt: changedAt });
      expect(conditions).toMatchObject([{ status: 'False', reason: 'RootChanged' }]);
      expect(conditions[0]?.message).toMatch(/1 of 2 proxies .*: Deployment shop\/reviews; restart/);
    });

    it('says it again in the next pass, until the last of them is gone', () => {
      const { status } = then([old, young]);
      expect(then([old], status).conditions).toMatchObject([{ reason: 'RootChanged' }]);
      expect(then([young], status).conditions).toMatchObject([{ status: 'True', reason: 'Valid' }]);
    });

    it('notices it also when there was no root for a while', () => {
      const { status } = then([old], first, []);
      expect(then([old], status).conditions).toMatchObject([{ reason: 'RootChanged' }]);
    });

    it('counts from the last write to a Secret that was replaced in place', () => {
      const edited = structuredClone(replaced);
      edited.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
      edited.metadata.managedFields = [{ time: '2026-03-01T00:00:00Z' }, { time: changedAt }];
      expect(then([old], first, [edited]).status).toMatchObject({ rootChangedAt: changedAt });
    });

    it('takes the first root that is ever seen for no change', () => {
      expect(then([old], {}).conditions).toMatchObject([{ reason: 'Valid' }]);
    });

    it('takes a root that was renewed with the same key for the same one', () => {
      const renewed = authority({ name: 'root', notAfter: new Date('2036-01-01T00:00:00Z'), key: root.key });
      const secret = secretOf(CA_SECRET, { 'ca-cert.pem': renewed.pem });
      expect(then([old], first, [secret]).conditions).toMatchObject([{ status: 'True', reason: 'Valid' }]);
    });
  });

  describe('while the root is changed in steps', () => {
    const next = authority({ name: 'next', notAfter: new Date('2036-01-01T00:00:00Z'), kind: 'rsa' });
    const proxies = [
      {
        namespace: 'shop',
        pod: 'reviews',
        image: 'proxyv2:1.4.10',
        role: 'sidecar',
        createdAt: '2025-01-01T00:00:00Z',
      },
    ] as const;
    const then = (given: Manifest, before = report('2026-06-01').status) => {
      const observation = observationOf({ now: new Date('2026-06-03T00:00:00Z'), secrets: [given], proxies });
      return certificateReport({ certificates: before }, {}, citadel, observation);
    };
    const trusting = secretOf(CA_SECRET, { 'ca-cert.pem': root.pem + next.pem });
    const issuing = secretOf(CA_SECRET, { 'ca-cert.pem': next.pem + root.pem });

    it('says that two are trusted, and under which one citadel signs', () => {
      const { status, conditions } = then(trusting);
      expect(status?.trustedRoots).toHaveLength(2);
      expect(conditions).toMatchObject([{ status: 'True', reason: 'SeveralRoots' }]);
      expect(conditions[0]?.message).toMatch(
        /^2 roots are trusted: citadel signs under the one that ends on 2026-12-31T00:00:00Z, and beside it is trusted what ends on 2036-01-01T00:00:00Z; meshwright certificates rotate/,
      );
    });

    it('calls no proxy old when citadel signs under the other one, because all have trusted it before', () => {
      const { status, conditions } = then(issuing, then(trusting).status);
      expect(status).not.toHaveProperty('rootChangedAt');
      expect(conditions).toMatchObject([{ status: 'True', reason: 'SeveralRoots' }]);
      const retired = then(secretOf(CA_SECRET, { 'ca-cert.pem': next.pem }), status);
      expect(retired.conditions).toMatchObject([{ status: 'True', reason: 'Valid' }]);
      expect(retired.status).not.toHaveProperty('trustedRoots');
    });

    it('calls them old when it was not trusted before, though both are now', () => {
      issuing.metadata.creationTimestamp = '2026-06-02T00:00:00Z';
      expect(then(issuing).conditions).toMatchObject([{ status: 'False', reason: 'RootChanged' }]);
    });
  });

  it('says nothing of a restart where citadel makes its own authority', () => {
    const renewed = secretOf(CA_SECRET, { 'ca-cert.pem': authority({ name: 'renewed' }).pem });
    expect(report('2026-06-01', [renewed, ...secrets.slice(1)]).conditions).toMatchObject([{ reason: 'Valid' }]);
  });

  describe('with an authority that somebody supplied', () => {
    const { desired } = installed({ components: { citadel: { selfSigned: false } } });
    const old = authority({ name: 'corporate', notAfter: new Date('2026-06-20T00:00:00Z'), kind: 'rsa' });
    const both = (given: Manifest[]) =>
      certificateReport({}, { desired: { ...desired, proxyImage: '' } }, citadel, observationOf({ secrets: given }));

    it('tells of that one, whatever citadel signed with before', () => {
      expect(both([secrets[0]!, suppliedCa(old, old)])).toMatchObject({
        status: { authority: 'cacerts', rootExpires: '2026-06-20T00:00:00Z' },
        conditions: [{ status: 'False', reason: 'ExpiresSoon' }],
      });
    });

    it.each([
      ['Valid', 'it is of the same root', root, {}],
      ['Valid', 'citadel does not run yet', old, { phase: 'Progressing' }],
      ['CitadelNotRestarted', 'it is of another root', old, {}],
      ['CitadelNotRestarted', 'another one is trusted beside it', root, { beside: old.pem }],
    ] as const)(
      'says %s where citadel issued under the old root and %s',
      (reason, _what, ca, { beside = '', ...state }: { beside?: string; phase?: ComponentStatus['phase'] }) => {
        const now = new Date('2026-01-02T00:00:00Z');
        const components = citadel.map((component) => ({ ...component, ...state }));
        const given = observationOf({
          now,
          secrets: [...secrets, suppliedCa(ca, ca, { 'root-cert.pem': ca.pem + beside })],
        });
        const { conditions } = certificateReport({}, { desired: { ...desired, proxyImage: '' } }, components, given);
        const command =
          reason === 'Valid' ? /valid until/ : /: kubectl -n istio-system rollout restart deployment istio-/;
        expect(conditions).toMatchObject([{ reason, message: expect.stringMatching(command) }]);
      },
    );

    it('says that it is missing, and how to make it', () => {
      expect(both(secrets).conditions).toEqual([
        expect.objectContaining({
          status: 'False',
          reason: 'Unusable',
          message: expect.stringMatching(/does not exist; create it: kubectl create secret generic cacerts/) as unknown,
        }),
      ]);
    });

    it('goes on to tell of it while a spec is refused', () => {
      const before = { certificates: { authority: 'cacerts' } };
      const given = observationOf({ secrets: [secrets[0]!, suppliedCa(old, old)] });
      expect(certificateReport(before, {}, citadel, given).conditions).toMatchObject([{ reason: 'ExpiresSoon' }]);
    });
  });
});
