import { ReleaseError } from './errors.ts';

/** What says which release it is. */
export interface VersionSources {
  /** Text of CHANGELOG.md. */
  readonly changelog: string;
  /** The version in package.json. */
  readonly declared: string;
  readonly commit: string;
  /** True when files differ from the commit. */
  readonly dirty: boolean;
}

const HEADING = /^## \[?([^\]\s]+)\]?.*$/gm;
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Sections of a changelog by the first word of their headings, in their order. */
function sectionsOf(changelog: string): [heading: string, text: string][] {
  const headings = [...changelog.matchAll(HEADING)];
  return headings.map((match, i) => {
    const end = headings[i + 1]?.index ?? changelog.length;
    return [match[1] ?? '', changelog.slice(match.index + match[0].length, end)];
  });
}

const hasEntries = (section: string): boolean => section.split('\n').some((line) => /^\s*[-*] /.test(line));

/**
 * The version that the changelog releases: that of its newest heading with a version.
 * @throws ReleaseError when there is none, when changes wait under Unreleased or are not committed, or when package.json
 *   disagrees
 */
export function releasedVersion({ changelog, declared, dirty }: VersionSources): string {
  if (dirty) {
    throw new ReleaseError('files differ from the commit: commit them, or build what is no release with --snapshot');
  }
  const sections = sectionsOf(changelog);
  const waiting = sections.find(([heading]) => heading === 'Unreleased')?.[1] ?? '';
  if (hasEntries(waiting)) {
    throw new ReleaseError(
      `CHANGELOG.md has changes under Unreleased: move them under a heading such as "## ${declared} - 2026-12-01", ` +
        'or build what is no release with --snapshot',
    );
  }
  const version = sections.find(([heading]) => VERSION.test(heading))?.[0];
  if (version === undefined) {
    throw new ReleaseError(`CHANGELOG.md has no heading with a version, such as "## ${declared} - 2026-12-01"`);
  }
  if (version !== declared) {
    throw new ReleaseError(
      `CHANGELOG.md releases ${version}, but package.json says ${declared}: set both to the same version, ` +
        'then run npm install --package-lock-only and npm run generate',
    );
  }
  return version;
}

/** The version of a build between releases, which is older than the release that package.json names. */
export function snapshotVersion({ declared, commit, dirty }: Omit<VersionSources, 'changelog'>): string {
  // A letter before the digits: an identifier of digits alone must not begin with a zero.
  return `${declared}-snapshot.g${commit.slice(0, 9)}${dirty ? '.dirty' : ''}`;
}
