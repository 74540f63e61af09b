import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { digestsOfAll, RECORD_FILE, type Digests } from '../../../scripts/parity.ts';

/** Releases and profiles whose digests are not equal. */
function changes(a: Digests, b: Digests): string[] {
  const sets = (digests: Digests): Map<string, string> =>
    new Map(
      Object.entries(digests).flatMap(([version, profiles]) =>
        Object.entries(profiles).map(([profile, digest]) => [`${version} ${profile}`, digest] as const),
      ),
    );
  const [one, other] = [sets(a), sets(b)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((set) => one.get(set) !== other.get(set));
}

/**
 * Digests are only recorded while every set is equal to what the official charts render, so that this test holds the
 * equality without the charts. After a change that is meant: `npm run parity -- FOLDER --record`.
 */
describe('the renderings of all releases', () => {
  it('are those that were last recorded as equal to the official charts', () => {
    const recorded = JSON.parse(readFileSync(RECORD_FILE, 'utf8')) as Digests;
    expect(changes(recorded, digestsOfAll())).toEqual([]);
  });
});
