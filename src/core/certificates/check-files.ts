import { AUTHORITY_FILES, type AuthorityFile, type AuthorityFiles } from './authority-files.ts';
import { about, type AuthorityFinding } from './finding.ts';
import { certificatesOf, MOST_PEM, pemBlocks } from './pem.ts';

/** What else there is beside the files that are looked for, for who gave them other names. */
export type FoundNames = readonly string[];

/** Files that are not there. */
export function missingFiles(files: AuthorityFiles, names: FoundNames): AuthorityFinding[] {
  const others = names.filter((name) => !(name in files)).toSorted();
  const found = others.length === 0 ? '' : ` (there is ${others.join(', ')})`;
  return AUTHORITY_FILES.filter((file) => files[file] === undefined).map((file) =>
    about(file).failed(`is missing${found}`, REMEDIES[file]),
  );
}

const REMEDIES: Readonly<Record<AuthorityFile, string>> = {
  'ca-cert.pem': 'give the certificate that citadel signs with that name',
  'ca-key.pem': 'give the private key of ca-cert.pem that name',
  'root-cert.pem': 'give the root that everybody is to trust that name',
  'cert-chain.pem': 'write ca-cert.pem and what signed it up to the root, without the root, into a file of that name',
};

const CERTIFICATE_FILES = AUTHORITY_FILES.filter((file) => file !== 'ca-key.pem');

/** What is wrong with the content of a file by itself. */
export function unreadableFiles(files: AuthorityFiles): AuthorityFinding[] {
  return CERTIFICATE_FILES.flatMap((file) => contentProblems(file, files[file] ?? ''));
}

function contentProblems(file: AuthorityFile, text: string): AuthorityFinding[] {
  const { failed } = about(file);
  if (text.length > MOST_PEM)
    return [failed(`has ${text.length} characters, and a certificate some two thousand`, 'write certificates only')];
  const labels = pemBlocks(text).map(({ label }) => label);
  const keys = labels.some((label) => label.endsWith('PRIVATE KEY'));
  return [
    ...(keys ? [failed(`holds a private key${leakOf(file)}`, 'take it out, and make a new authority')] : []),
    ...(certificatesOf(text) === undefined
      ? [failed('holds a certificate that cannot be read', 'export it again, as PEM')]
      : []),
    // An empty chain is a matter of what it has to lead to.
    ...(!labels.includes('CERTIFICATE') && (file !== 'cert-chain.pem' || text.trim() !== '')
      ? [failed('holds no certificate in PEM form', PEM_REMEDY)]
      : []),
  ];
}

const PEM_REMEDY =
  'write it as text that begins with -----BEGIN CERTIFICATE-----: openssl x509 -inform der converts DER';

/** Citadel copies both into the Secret of every workload. */
const leakOf = (file: AuthorityFile): string =>
  file === 'ca-cert.pem' ? '' : ', and is handed out to every workload of the mesh';
