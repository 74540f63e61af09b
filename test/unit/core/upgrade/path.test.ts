import { describe, expect, it } from '@jest/globals';
import { RELEASES } from '../../../../charts/index.ts';
import { compareVersions, pathBetween } from '../../../../src/core/upgrade/path.ts';

const minor = (version: string): number => Number(version.split('.')[1]);

describe('the path of an upgrade', () => {
  it.each([
    ['1.0.6', '1.4.10', ['1.1.17', '1.2.10', '1.3.8', '1.4.10']],
    ['1.1.0', '1.1.17', ['1.1.17']],
    ['1.4.10', '1.3.8', ['1.3.8']],
    ['1.4.2', '1.1.3', ['1.3.8', '1.2.10', '1.1.3']],
    ['1.2.5', '1.2.5', []],
    ['1.3.8', '1.7.0', ['1.4.10', '1.7.0']],
  ])('from %s to %s is %j', (from, to, path) => {
    expect(pathBetween(from, to, RELEASES)).toEqual(path);
  });

  it('ends at the target, moves one way and never skips a minor, for every pair of releases', () => {
    for (const from of RELEASES) {
      for (const to of RELEASES.filter((release) => release !== from)) {
        const stops = [from, ...pathBetween(from, to, RELEASES)];
        expect(stops.at(-1)).toBe(to);
        const hops = stops.slice(1).map((stop, i) => [stops[i]!, stop] as const);
        expect(hops.every(([a, b]) => Math.abs(minor(a) - minor(b)) <= 1)).toBe(true);
        expect(hops.every(([a, b]) => Math.sign(compareVersions(b, a)) === Math.sign(compareVersions(to, from)))).toBe(
          true,
        );
      }
    }
  });
});
