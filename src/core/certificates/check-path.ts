import type { X509Certificate } from 'node:crypto';
import { timestamp } from '../../api/conditions.ts';
import { amountOf } from '../model/wording.ts';
import type { AuthorityFile } from './authority-files.ts';
import { about, type AuthorityFinding } from './finding.ts';
import { isSelfSigned, isSignedBy, pathToRoot } from './path.ts';

/** What node:crypto does not tell of a certificate. */
export interface Extensions {
  /** How many authorities may come between it and what they sign; undefined: any number. */
  readonly pathLength?: number;
  /** Signed over a digest that today's apiserver refuses. */
  readonly weakDigest?: string;
}

/** Reads them. */
export type ReadExtensions = (certificate: X509Certificate) => Extensions;

/** The certificates of an authority, by file. */
export interface AuthorityCertificates {
  readonly ca: X509Certificate;
  readonly chain: readonly X509Certificate[];
  readonly roots: readonly X509Certificate[];
}

/** A certificate on the way from the authority to its root. */
interface Stop {
  readonly certificate: X509Certificate;
  readonly file: AuthorityFile;
}

/** Server and client authentication, and any: what certificates of workloads are for. */
const PURPOSES = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
const ANY_PURPOSE = '2.5.29.37.0';

/** Citadel issues for as long as this unless it is told otherwise (`spec.components.citadel.workloadCertTTL`). */
const NOTICE_DAYS = 90;
const DAY_MS = 86_400_000;

/** What is wrong between the certificate that signs and the root that everybody is to trust. */
export function pathProblems(
  given: AuthorityCertificates,
  now: Date,
  extensionsOf: ReadExtensions = () => ({}),
): AuthorityFinding[] {
  const { ca, chain, roots } = given;
  const path = pathToRoot(ca, chain, roots);
  if (path === undefined) return [noPath(given)];
  const stops = stopsOf(path);
  return [
    ...rootProblems(path.at(-1) ?? ca),
    ...chainProblems(path, chain),
    ...stops.flatMap(({ file, certificate }, below) => [
      ...validityProblems(file, certificate, now),
      ...authorityProblems(file, certificate, extensionsOf(certificate), below),
    ]),
  ];
}

/** Each once, though a root may sign by itself. */
function stopsOf(path: readonly X509Certificate[]): Stop[] {
  const distinct = path.filter(({ raw }, i) => !path.slice(0, i).some((before) => before.raw.equals(raw)));
  const fileAt = (i: number): AuthorityFile =>
    i === 0 ? 'ca-cert.pem' : i === distinct.length - 1 ? 'root-cert.pem' : 'cert-chain.pem';
  return distinct.map((certificate, i) => ({ certificate, file: fileAt(i) }));
}

function noPath({ ca, chain, roots }: AuthorityCertificates): AuthorityFinding {
  const last = lastKnown(ca, chain);
  const wanted = JSON.stringify(nameOf(last.issuer));
  const isNamed = roots.some(({ subject }) => subject === last.issuer);
  return isNamed
    ? about('root-cert.pem').failed(
        `has the name of the root that is needed, ${wanted}, and another key`,
        'take the very root that signed, not one of the same name',
      )
    : about('root-cert.pem').failed(
        `is not what ca-cert.pem leads to: ${JSON.stringify(nameOf(last.subject))} is signed by ${wanted}`,
        'write that certificate into cert-chain.pem, or into root-cert.pem if it is the root',
      );
}

/** How far the chain leads. */
function lastKnown(ca: X509Certificate, chain: readonly X509Certificate[]): X509Certificate {
  const path = [ca];
  for (;;) {
    const last = path.at(-1) ?? ca;
    const next = chain.find((other) => isSignedBy(last, other) && !path.includes(other));
    if (next === undefined || isSelfSigned(last)) return last;
    path.push(next);
  }
}

/** A name as it is written on one line. */
const nameOf = (name: string): string => name.split('\n').join(', ');

function rootProblems(root: X509Certificate): AuthorityFinding[] {
  if (isSelfSigned(root)) return [];
  return [
    about('root-cert.pem').failed(
      `ends at ${JSON.stringify(nameOf(root.subject))}, which is no root: proxies look on for ${JSON.stringify(nameOf(root.issuer))}`,
      'write the root into root-cert.pem, and this one into cert-chain.pem',
    ),
  ];
}

/** Workloads send cert-chain.pem behind their own certificate: without it nobody gets from there to the root. */
function chainProblems(path: readonly X509Certificate[], chain: readonly X509Certificate[]): AuthorityFinding[] {
  const needed = path.slice(0, -1).filter((certificate) => !certificate.raw.equals((path.at(-1) ?? certificate).raw));
  const missing = needed.filter(({ raw }) => !chain.some((certificate) => certificate.raw.equals(raw)));
  return missing.map(({ subject }) =>
    about('cert-chain.pem').failed(
      `lacks ${JSON.stringify(nameOf(subject))}, without which no certificate of a workload leads to the root`,
      'write ca-cert.pem and what signed it up to the root, without the root, into it',
    ),
  );
}

function validityProblems(file: AuthorityFile, certificate: X509Certificate, now: Date): AuthorityFinding[] {
  const { validFromDate: from, validToDate: to } = certificate;
  const { failed, warning } = about(file);
  if (now < from) return [failed(`is not valid before ${timestamp(from)}`, 'wait, or set the clocks right')];
  if (now >= to) return [failed(`ended on ${timestamp(to)}`, 'make a new one')];
  const days = Math.floor((to.getTime() - now.getTime()) / DAY_MS);
  if (days >= NOTICE_DAYS) return [];
  return [warning(`ends in ${amountOf(days, 'day')}, on ${timestamp(to)}`, 'make one that lasts, before it is used')];
}

function authorityProblems(
  file: AuthorityFile,
  certificate: X509Certificate,
  { pathLength = Infinity, weakDigest }: Extensions,
  below: number,
): AuthorityFinding[] {
  const { failed } = about(file);
  const purposes = certificate.keyUsage as readonly string[] | undefined;
  const excludes =
    purposes !== undefined && !purposes.includes(ANY_PURPOSE) && !PURPOSES.every((p) => purposes.includes(p));
  return [
    ...(certificate.ca
      ? []
      : [failed('may not sign certificates', 'make it with CA:TRUE and, if at all, keyCertSign')]),
    ...(pathLength < below
      ? [failed(tooLong(pathLength, below), `make it with a path length of ${below} or none`)]
      : []),
    ...(excludes
      ? [failed('is only for other purposes than TLS servers and clients', 'make it without extendedKeyUsage')]
      : []),
    ...(weakDigest !== undefined && !isSelfSigned(certificate)
      ? [failed(`is signed over ${weakDigest}, which Kubernetes refuses`, 'sign it over SHA-256')]
      : []),
  ];
}

const tooLong = (allowed: number, below: number): string =>
  `allows ${allowed} authorities below it, and there ${below === 1 ? 'is 1' : `are ${below}`}`;
