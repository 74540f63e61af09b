import type { AuthorityFiles } from './authority-files.ts';
import { missingFiles, unreadableFiles, type FoundNames } from './check-files.ts';
import { keyProblems } from './check-key.ts';
import { pathProblems, type ReadExtensions } from './check-path.ts';
import type { AuthorityFinding } from './finding.ts';
import { certificatesOf } from './pem.ts';

/** What a check of an authority knows besides its files. */
export interface AuthorityCheck {
  readonly now: Date;
  /** Every name beside which the files were found. */
  readonly names?: FoundNames;
  /** Reads what node:crypto does not tell; without it path lengths and digests are not checked. */
  readonly extensionsOf?: ReadExtensions;
}

/**
 * Everything that is wrong with an authority that citadel shall sign with, what fails before what is only warned about;
 * nothing when it will work. Checks what citadel checks before it starts (security/pkg/pki/util, Verify), what it finds
 * out when it signs, and what only those would notice whom it signed for.
 */
export function checkAuthority(
  files: AuthorityFiles,
  { now, names = [], extensionsOf }: AuthorityCheck,
): AuthorityFinding[] {
  const missing = missingFiles(files, names);
  if (missing.length > 0) return missing;
  const unreadable = unreadableFiles(files);
  const [ca] = certificatesOf(files['ca-cert.pem'] ?? '') ?? [];
  const chain = certificatesOf(files['cert-chain.pem'] ?? '');
  const roots = certificatesOf(files['root-cert.pem'] ?? '') ?? [];
  const isReadable = ca !== undefined && chain !== undefined && roots.length > 0;
  const found = [
    ...unreadable,
    ...keyProblems(files['ca-key.pem'] ?? '', ca),
    ...(isReadable ? pathProblems({ ca, chain, roots }, now, extensionsOf) : []),
  ];
  return found.toSorted((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
}
