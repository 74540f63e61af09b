import { run } from './run.ts';
import { ReleaseError } from './errors.ts';

/** What is released, as Git knows it. */
export interface Commit {
  readonly commit: string;
  /** Seconds since 1970: the time of everything in the release. */
  readonly epoch: number;
  /** True when files of the clone differ from the commit. */
  readonly dirty: boolean;
}

/**
 * The commit of a clone. `SOURCE_DATE_EPOCH` (reproducible-builds.org) goes before its date.
 * @throws ReleaseError where there is no clone, or for a time that is no number of seconds
 */
export async function commitOf(root: string, env: Readonly<Record<string, string | undefined>>): Promise<Commit> {
  const git = async (...args: string[]): Promise<string> => (await run('git', ['-C', root, ...args])).trim();
  const [commit = '', date = ''] = (await git('log', '-1', '--format=%H %ct')).split(' ');
  const epoch = env['SOURCE_DATE_EPOCH'] ?? date;
  if (!/^\d+$/.test(epoch)) throw new ReleaseError(`SOURCE_DATE_EPOCH is ${epoch}, not a number of seconds`);
  return { commit, epoch: Number(epoch), dirty: (await git('status', '--porcelain')) !== '' };
}
