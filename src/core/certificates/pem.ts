import { X509Certificate } from 'node:crypto';

/** One block of a PEM file: `-----BEGIN label-----` to its end. */
export interface PemBlock {
  readonly label: string;
  readonly pem: string;
}

/** Longer than this no file of an authority is, in characters: a certificate has some two thousand. */
export const MOST_PEM = 65_536;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----/gs;

/** The blocks of a PEM file, in their order. Of a file that is longer than any is, none. */
export function pemBlocks(text: string): PemBlock[] {
  if (text.length > MOST_PEM) return [];
  return [...text.matchAll(BLOCK)].map(([pem, label = '']) => ({ label, pem }));
}

/** The certificates of a PEM file; undefined when one of them cannot be read, or only in part. */
export function certificatesOf(text: string): X509Certificate[] | undefined {
  try {
    return pemBlocks(text).flatMap(({ label, pem }) => (label === 'CERTIFICATE' ? [certificateOf(pem)] : []));
  } catch {
    // Not a certificate: anybody may have written the file.
    return undefined;
  }
}

/** @throws Error for one that cannot be read, or whose key or times cannot: they are decoded only when asked for. */
function certificateOf(pem: string): X509Certificate {
  const certificate = new X509Certificate(pem);
  const { publicKey, validFromDate, validToDate } = certificate;
  const isWhole = [validFromDate, validToDate].every((time) => !Number.isNaN(time.getTime()));
  if (publicKey.type !== 'public' || !isWhole) throw new TypeError('a damaged certificate');
  return certificate;
}

/** PEM files one after the other, each certificate once, with a line break at the end of each. */
export function joinedPem(...certificates: readonly X509Certificate[]): string {
  const distinct = new Map(certificates.map((certificate) => [certificate.fingerprint256, certificate]));
  return [...distinct.values()].map((certificate) => `${certificate.toString().trimEnd()}\n`).join('');
}
