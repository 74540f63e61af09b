import { parseArgs } from 'node:util';
import { ReleaseError } from './errors.ts';

/** What `npm run release` is asked for. */
export interface Options {
  /** Folder to write to. */
  readonly output: string;
  /** Build what is no release: changes may wait under Unreleased, or not be committed. */
  readonly snapshot: boolean;
  /** Build the image as well. */
  readonly image: boolean;
  /** As https://HOST/OWNER/NAME. */
  readonly repository: string;
}

const REPOSITORY = 'https://github.com/meshwright/meshwright';

/** What is shown to who asks for something that there is not. */
const USAGE = `usage: npm run release -- [options]
  --output FOLDER    folder that is emptied and written to (default: dist-release)
  --snapshot         build what is no release yet, from whatever is here
  --without-image    leave out the image, which needs apt-get; everything then names it by tag
  --repository URL   where it will be published (default: ${REPOSITORY})`;

/** @throws ReleaseError for what is no option */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parsed(args);
  const { output = 'dist-release', snapshot = false, repository = REPOSITORY } = values;
  if (!/^https:\/\/[^/]+\/[^/]+\/[^/]+$/.test(repository)) {
    throw new ReleaseError(`--repository is ${repository}, not like ${REPOSITORY}`);
  }
  return { output, snapshot, repository, image: values['without-image'] !== true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        output: { type: 'string' },
        snapshot: { type: 'boolean' },
        'without-image': { type: 'boolean' },
        repository: { type: 'string' },
      },
    });
  } catch (cause) {
    throw new ReleaseError(`${(cause as Error).message}\n${USAGE}`, { cause });
  }
}

/** The image of a repository: in the registry of GitHub under the same name. */
export const imageOfRepository = (repository: string): string =>
  `ghcr.io/${new URL(repository).pathname.slice(1).toLowerCase()}`;
