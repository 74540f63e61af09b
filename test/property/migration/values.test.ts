import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolve } from '../../../charts/index.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import { parseSpec } from '../../../src/api/validation/index.ts';
import { targetValues } from '../../../src/migration/values/values.ts';
import { anyWish, specOf } from '../../support/any-spec.ts';

function isAccepted(spec: unknown): boolean {
  try {
    resolve(parseSpec(spec));
    return true;
  } catch (error) {
    if (error instanceof InvalidSpecError) return false;
    throw error;
  }
}

/** Names of everything in a value, and its texts. */
function wordsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...wordsOf(inner)]);
}

const PLACE = { namespace: 'istiod', revision: 'canary' };

describe('values of any mesh', () => {
  it('are the same each time, name no image and no undefined, and give a reason for what is left', () => {
    fc.assert(
      fc.property(anyWish(), (wish) => {
        const said = parseSpec(specOf(wish, isAccepted));
        const values = targetValues(said, resolve(said), PLACE);
        expect(targetValues(said, resolve(said), PLACE)).toEqual(values);
        const words = wordsOf([values.istiod, values.gateways]);
        expect(words.filter((word) => /^(hub|tag|image|undefined|NaN)$|registry\.example/.test(word))).toEqual([]);
        expect(values.left.filter(({ why }) => why === '' || why.startsWith('nothing is known'))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
