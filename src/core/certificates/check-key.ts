import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { about, type AuthorityFinding } from './finding.ts';
import { pemBlocks } from './pem.ts';

const { failed, warning } = about('ca-key.pem');

/** Blocks that citadel reads as a key (security/pkg/pki/util, ParsePemEncodedKey); it looks at the first of the file. */
const READ_BY_CITADEL: ReadonlySet<string> = new Set(['RSA PRIVATE KEY', 'PRIVATE KEY']);

const DECRYPT = 'take the passphrase off: openssl rsa -in ca-key.pem -out plain.pem';
const MAKE_RSA = 'make the authority with an RSA key of 2048 bits or more';

/** Shorter keys are broken, or soon will be. */
const LEAST_BITS = 2048;

/**
 * What is wrong with the private key of an authority. It has to be RSA in all releases: citadel asks for the signature
 * that requests of workloads name, which is SHA256-RSA (security/pkg/pki/util, genCertTemplateFromCSR). With a key of
 * another kind it starts, and then signs nothing.
 */
export function keyProblems(text: string, ca: X509Certificate | undefined): AuthorityFinding[] {
  const [first] = pemBlocks(text);
  if (first === undefined) return [failed('holds no private key in PEM form', 'write the private key of ca-cert.pem')];
  if (isEncrypted(first)) return [failed('is encrypted, and citadel has no passphrase', DECRYPT)];
  if (first.label === 'EC PARAMETERS' || first.label === 'EC PRIVATE KEY')
    return [failed('is an elliptic key, with which citadel signs nothing', MAKE_RSA)];
  if (!READ_BY_CITADEL.has(first.label))
    return [failed(`begins with ${first.label}, and citadel reads the first block only`, 'leave nothing but the key')];
  const key = keyOf(first.pem);
  if (key === undefined) return [failed('cannot be read', 'export it again, as PEM')];
  const kind = key.asymmetricKeyType;
  if (kind !== 'rsa') return [failed(`is a key of kind ${kind ?? '?'}, with which citadel signs nothing`, MAKE_RSA)];
  return [...strengthProblems(key), ...(ca === undefined ? [] : pairProblems(key, ca))];
}

const isEncrypted = ({ label, pem }: { label: string; pem: string }): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || pem.includes('Proc-Type: 4,ENCRYPTED');

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // Not a key; what the error says of it is nobody's business.
    return undefined;
  }
}

function strengthProblems({ asymmetricKeyDetails }: KeyObject): AuthorityFinding[] {
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < LEAST_BITS ? [warning(`has ${bits} bits only`, MAKE_RSA)] : [];
}

const pairProblems = (key: KeyObject, ca: X509Certificate): AuthorityFinding[] =>
  ca.checkPrivateKey(key)
    ? []
    : [failed('is not the private key of ca-cert.pem', 'take the key that the certificate was made with')];
