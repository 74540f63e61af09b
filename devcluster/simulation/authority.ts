import { createPrivateKey, generateKeyPair, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { issueCertificate, privateKeyPem, type Name } from '../x509/certificate.ts';

/** Citadel's trust domain when none is configured. */
const TRUST_DOMAIN = 'cluster.local';
const DAY_MS = 24 * 60 * 60 * 1000;
/** Lifetimes that citadel gives its own certificate and those of workloads, in days. */
const LIFETIME_DAYS = { authority: 3650, workload: 90 } as const;

/** The certificate authority of one mesh. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** What is handed out as root, byte by byte. */
  readonly roots: string;
  /** What workloads send behind their own certificate. */
  readonly chain: string;
}

/** A workload's certificate and key as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. */
export interface Workload {
  namespace: string;
  serviceAccount: string;
  /** Names of the Service that the workload answers for, if it serves a webhook. */
  dns: readonly string[];
}

/** A new self-signed authority, with an RSA key as citadel's: with another kind it would sign nothing. */
export async function makeAuthority(now: number): Promise<Authority> {
  const key = await nextKey();
  const name = { organization: TRUST_DOMAIN };
  const certificate = issueCertificate({
    subject: name,
    issuer: name,
    key,
    signingKey: key,
    purposes: ['authority'],
    ...lifetime(now, LIFETIME_DAYS.authority),
  });
  return { certificate, key: privateKeyPem(key), roots: certificate, chain: '' };
}

/** Who signs: the first certificate of the file. */
function subjectOf(certificate: string): Name {
  const { subject } = new X509Certificate(certificate);
  const [organization, commonName] = ['O', 'CN'].map((part) => new RegExp(`^${part}=(.*)$`, 'm').exec(subject)?.[1]);
  return { ...(organization !== undefined && { organization }), ...(commonName !== undefined && { commonName }) };
}

/** A certificate with the workload's SPIFFE identity, for both ends of a connection. */
export function issueIdentity(authority: Authority, workload: Workload, now: number): Identity {
  const key = newKey();
  const { namespace, serviceAccount, dns } = workload;
  const certificate = issueCertificate({
    subject: {},
    issuer: subjectOf(authority.certificate),
    key,
    signingKey: createPrivateKey(authority.key),
    purposes: ['server', 'client'],
    alternativeNames: { dns, uris: [`spiffe://${TRUST_DOMAIN}/ns/${namespace}/sa/${serviceAccount}`] },
    ...lifetime(now, LIFETIME_DAYS.workload),
  });
  return { certificate: certificate + authority.chain, key: privateKeyPem(key) };
}

/** True while the certificate is within its lifetime; false also for what is no certificate. */
export function isCurrent(certificate: string, now: number): boolean {
  try {
    return new X509Certificate(certificate).validToDate.getTime() > now;
  } catch {
    return false;
  }
}

/** RSA keys take their time, and hundreds of meshes may begin at once: so many are made, and then taken by turns. */
const KEYS = 8;
const keys: Promise<KeyObject>[] = [];
let taken = 0;

function nextKey(): Promise<KeyObject> {
  const turn = taken++ % KEYS;
  return (keys[turn] ??= rsaKey());
}

async function rsaKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
}

/** Elliptic: an RSA key takes a hundred times as long. */
function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

// From an hour ago, because clocks differ.
function lifetime(now: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - DAY_MS / 24), notAfter: new Date(now + days * DAY_MS) };
}
