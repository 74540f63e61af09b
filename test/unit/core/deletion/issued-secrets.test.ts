import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { issuedSecrets, type Authorities } from '../../../../src/core/deletion/issued-secrets.ts';
import { authority, secretOf, serving, type Signer } from '../../../support/certificates.ts';

const [ours, theirs, root] = ['ours', 'theirs', 'root'].map((name) => authority({ name })) as [Signer, Signer, Signer];
const ofCitadel = ({ pem }: Signer): Manifest => secretOf('istio-ca-secret', { 'ca-cert.pem': pem });
const workload = (name: string, by: Signer, rootPem = by.pem): Manifest =>
  secretOf(name, { 'cert-chain.pem': serving({ name, by }), 'root-cert.pem': rootPem });
const goes = (secrets: Manifest[], authorities: Omit<Authorities, 'namespace'>, namespace = 'mesh'): string[] =>
  issuedSecrets(secrets, { namespace, ...authorities }).flatMap(({ secret, isOurs }) =>
    isOurs ? [secret.metadata.name] : [],
  );

const SECRETS = [workload('a', ours), workload('b', theirs), secretOf('c', {})];

describe('the Secrets that a mesh has issued', () => {
  it('are those under its root where another mesh has an authority of its own', () => {
    const authorities = { own: [ofCitadel(ours)], others: [ofCitadel(theirs)], hasOthers: true };
    expect(goes(SECRETS, authorities)).toEqual(['a']);
  });

  it('are those under its root where there is another mesh whose authority is not found', () => {
    expect(goes(SECRETS, { own: [ofCitadel(ours)], others: [], hasOthers: true })).toEqual(['a']);
  });

  it('are all where there is no other mesh', () => {
    expect(goes(SECRETS, { own: [], others: [], hasOthers: false })).toEqual(['a', 'b', 'c']);
  });

  it('are none that can be told where its own authority is gone or shared', () => {
    expect(goes(SECRETS, { own: [], others: [ofCitadel(theirs)], hasOthers: true })).toEqual([]);
    expect(goes(SECRETS, { own: [ofCitadel(ours)], others: [ofCitadel(ours)], hasOthers: true })).toEqual([]);
  });

  it('are known by the root of a supplied authority that another has signed', () => {
    const signed = authority({ name: 'intermediate', by: root });
    const supplied = secretOf('cacerts', { 'ca-cert.pem': signed.pem, 'root-cert.pem': root.pem });
    const secrets = [workload('a', signed, root.pem), workload('b', theirs)];
    expect(goes(secrets, { own: [supplied], others: [ofCitadel(theirs)], hasOthers: true })).toEqual(['a']);
  });

  it('are those in its own namespace, too, unless they are under the root of another', () => {
    const authorities = { own: [], others: [ofCitadel(theirs)], hasOthers: true };
    expect(goes(SECRETS, authorities, 'istio-system')).toEqual(['a', 'c']);
  });
});
