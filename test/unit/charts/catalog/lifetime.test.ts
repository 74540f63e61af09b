import { describe, expect, it } from '@jest/globals';
import { livesIn, type Lifetime } from '../../../../charts/catalog/lifetime.ts';
import { RELEASES } from '../../../../charts/catalog/releases.ts';

const releasesOf = (lifetime: Lifetime) => RELEASES.filter((release) => livesIn(release, lifetime));

describe('the lifetime of a thing', () => {
  it('is all releases when it has no bounds', () => {
    expect(releasesOf({})).toEqual(RELEASES);
  });

  it('begins with a release line or with a patch of one, and goes on in later lines', () => {
    expect(releasesOf({ since: '1.3' })[0]).toBe('1.3.0');
    expect(releasesOf({ since: '1.0.1' }).slice(0, 2)).toEqual(['1.0.1', '1.0.2']);
    expect(releasesOf({ since: '1.0.1' }).at(-1)).toBe('1.4.10');
    expect(livesIn('1.4.9', { since: '1.4.10' })).toBe(false);
  });

  it('ends with the last patch of a release line', () => {
    expect(releasesOf({ until: '1.1' }).at(-1)).toBe('1.1.17');
  });

  it('has exceptions', () => {
    expect(releasesOf({ since: '1.1', until: '1.1', alsoIn: ['1.0.3'] }).slice(0, 2)).toEqual(['1.0.3', '1.1.0']);
  });
});
