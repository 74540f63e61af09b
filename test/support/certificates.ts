import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { issueCertificate } from '../../devcluster/x509/certificate.ts';
import type { Manifest } from '../../src/api/manifest.ts';

/** Somebody who signs certificates. */
export interface Signer {
  readonly name: string;
  readonly key: KeyObject;
  /** Its own certificate, PEM. */
  readonly pem: string;
}

/** When the certificates of tests begin and, unless said otherwise, end. */
export const LIFETIME = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };

interface Issue {
  readonly name: string;
  /** Who signs; nobody but itself when left out. */
  readonly by?: Signer;
  readonly notAfter?: Date;
  readonly kind?: 'ec' | 'rsa';
  /** Its private key; a new one when left out. */
  readonly key?: KeyObject;
}

/** A certificate authority: a root, or one that another has signed. */
export function authority({ name, by, notAfter = LIFETIME.notAfter, kind = 'ec', key = newKey(kind) }: Issue): Signer {
  return { name, key, pem: issue({ name, key, by: by ?? { name, key }, notAfter, purposes: ['authority'] }) };
}

/** The certificate of a server, PEM. */
export function serving({ name, by, notAfter = LIFETIME.notAfter }: Issue & { by: Signer }): string {
  return issue({ name, key: newKey('ec'), by, notAfter, purposes: ['server'] });
}

function newKey(kind: 'ec' | 'rsa'): KeyObject {
  return kind === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

interface Request {
  readonly name: string;
  readonly key: KeyObject;
  readonly by: Pick<Signer, 'name' | 'key'>;
  readonly notAfter: Date;
  readonly purposes: readonly ('authority' | 'server')[];
}

function issue({ name, key, by, notAfter, purposes }: Request): string {
  const { notBefore } = LIFETIME;
  const [subject, issuer] = [{ organization: name }, { organization: by.name }];
  return issueCertificate({ subject, issuer, key, signingKey: by.key, purposes, notBefore, notAfter });
}

/** A Secret of the mesh's namespace that holds these texts. */
export function secretOf(name: string, data: Readonly<Record<string, string>>): Manifest {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'istio-system' },
    data: Object.fromEntries(encoded) as Record<string, string>,
  };
}

/** The Secret of an authority that somebody supplied, as `kubectl create secret generic cacerts` makes it. */
export function suppliedCa(ca: Signer, root: Signer, more: Readonly<Record<string, string>> = {}): Manifest {
  return secretOf('cacerts', {
    'ca-cert.pem': ca.pem,
    'ca-key.pem': ca.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'root-cert.pem': root.pem,
    'cert-chain.pem': ca.pem + root.pem,
    ...more,
  });
}
