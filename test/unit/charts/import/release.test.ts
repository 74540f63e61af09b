import { describe, expect, it } from '@jest/globals';
import { releaseOf } from '../../../../charts/import/release.ts';

describe('the release that a document is of', () => {
  it.each([
    ['1.4.3', '1.4.3'],
    ['v1.1.17', '1.1.17'],
    ['1.4.3-distroless', '1.4.3'],
    ['refs/tags/1.2.4', '1.2.4'],
    ['release-1.3', '1.3.8'],
    ['1.4-dev', '1.4.10'],
    ['1.4-latest-daily', '1.4.10'],
    ['1.4', '1.4.10'],
    ['1.1.x', '1.1.17'],
    ['~1.4.0', '1.4.10'],
    ['=1.4.3', '1.4.3'],
  ])('is, for %s, %s', (text, release) => {
    expect(releaseOf(text)).toBe(release);
  });

  it.each(['1.5.0', '1.4.99', '1.40.1', '^1.1.0', '>=1.4.0', 'master', 'latest', '', '1.4.3.1'])(
    'is not known from "%s"',
    (text) => {
      expect(releaseOf(text)).toBeUndefined();
    },
  );
});
