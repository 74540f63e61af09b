import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedSpec } from '../../api/resolved.ts';
import { AUTHORITY_FILES, type AuthorityFiles } from '../../core/certificates/authority-files.ts';
import { CA_SECRET, SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import { unreadable } from '../input/input.ts';

/** The files of an authority, and the names of all that lies beside them. */
export interface FoundAuthority {
  readonly files: AuthorityFiles;
  readonly names: readonly string[];
}

/** The Secret that the citadel of a mesh signs with. */
export const authorityName = ({ components }: Pick<ResolvedSpec, 'components'>): string =>
  components.citadel.selfSigned ? CA_SECRET : SUPPLIED_CA_SECRET;

/** Reads an authority from a folder. @throws UsageError when the folder or a file cannot be read */
export async function authorityIn(folder: string): Promise<FoundAuthority> {
  try {
    const names = await readdir(folder);
    const found = AUTHORITY_FILES.filter((file) => names.includes(file));
    const texts = await Promise.all(found.map(async (file) => [file, await readFile(join(folder, file), 'utf8')]));
    return { files: Object.fromEntries(texts) as AuthorityFiles, names };
  } catch (error) {
    throw unreadable(folder, error);
  }
}
