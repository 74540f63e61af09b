import { describe, expect, it } from '@jest/globals';
import { releasedVersion, snapshotVersion } from '../../../../scripts/release/version.ts';

const changelog = (...sections: string[]): string => ['# Changelog\n\nWords.\n', ...sections].join('\n');
const NEWEST = '## 0.2.0 - 2026-12-01\n\n### Added\n- Something.\n';
const OLDER = '## 0.1.0 - 2026-11-01\n\n### Added\n- Everything.\n';

const COMMIT = { commit: '0123456789abcdef0123456789abcdef01234567', dirty: false };
const released = (text: string, declared: string): string => releasedVersion({ changelog: text, declared, ...COMMIT });

describe('the version of a release', () => {
  it.each([
    ['under an empty Unreleased', changelog('## Unreleased\n', NEWEST, OLDER)],
    ['under an Unreleased of nothing but headings', changelog('## Unreleased\n\n### Added\n\n### Fixed\n', NEWEST)],
    ['without Unreleased', changelog(NEWEST, OLDER)],
    ['with a heading that is a link', changelog('## [Unreleased]\n', NEWEST.replace('0.2.0', '[0.2.0]'), OLDER)],
  ])('is that of the newest heading with one, %s', (_where, text) => {
    expect(released(text, '0.2.0')).toBe('0.2.0');
  });

  it('is refused while changes wait under Unreleased', () => {
    const text = changelog('## Unreleased\n\n### Fixed\n- A fault.\n', NEWEST);
    expect(() => released(text, '0.2.0')).toThrow(
      'CHANGELOG.md has changes under Unreleased: move them under a heading such as "## 0.2.0 - 2026-12-01", ' +
        'or build what is no release with --snapshot',
    );
  });

  it('is refused when package.json disagrees', () => {
    expect(() => released(changelog(NEWEST, OLDER), '0.1.0')).toThrow(
      'CHANGELOG.md releases 0.2.0, but package.json says 0.1.0: set both to the same version, ' +
        'then run npm install --package-lock-only and npm run generate',
    );
  });

  it('is refused while files differ from the commit', () => {
    const sources = { changelog: changelog(NEWEST), declared: '0.2.0', ...COMMIT, dirty: true };
    expect(() => releasedVersion(sources)).toThrow('files differ from the commit: commit them, or build');
  });

  it('is refused when no heading has one', () => {
    expect(() => released(changelog('## Unreleased\n'), '0.1.0')).toThrow(
      'CHANGELOG.md has no heading with a version, such as "## 0.1.0 - 2026-12-01"',
    );
  });
});

describe('the version of a snapshot', () => {
  it('comes before the release that it leads to, and names its commit', () => {
    expect(snapshotVersion({ ...COMMIT, declared: '0.2.0' })).toBe('0.2.0-snapshot.g012345678');
  });

  it('says that files differ from the commit', () => {
    expect(snapshotVersion({ ...COMMIT, declared: '0.2.0', dirty: true })).toBe('0.2.0-snapshot.g012345678.dirty');
  });
});
