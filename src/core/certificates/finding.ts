import type { AuthorityFile } from './authority-files.ts';

/** What a check found in one file of an authority. */
export interface AuthorityFinding {
  readonly file: AuthorityFile;
  /** `failed`: the mesh does not work with it. `warning`: it does, and somebody should know. */
  readonly state: 'failed' | 'warning';
  /** What is wrong with the file, as the rest of a sentence that begins with its name. */
  readonly message: string;
  readonly remedy: string;
}

/** Makes findings about one file. */
export const about = (file: AuthorityFile) => ({
  failed: (message: string, remedy: string): AuthorityFinding => ({ file, state: 'failed', message, remedy }),
  warning: (message: string, remedy: string): AuthorityFinding => ({ file, state: 'warning', message, remedy }),
});

/** A finding as one line. */
export const describeAuthorityFinding = ({ file, message, remedy }: AuthorityFinding): string =>
  `${file} ${message}; ${remedy}`;
