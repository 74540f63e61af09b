import { describe, expect, it } from '@jest/globals';
import { optionsOf } from '../../../bench/options.ts';

const NAMES = ['install', 'rest'];

describe('The command line of the bench', () => {
  it('measures everything for the documentation unless it is told otherwise', () => {
    expect(optionsOf([], NAMES)).toEqual({ only: [], quick: false, page: false, output: 'docs' });
  });

  it('measures what is named, as often as something is named', () => {
    expect(optionsOf(['--only', 'rest', '--only=install'], NAMES).only).toEqual(['rest', 'install']);
  });

  it('keeps the numbers of the quick form out of the documentation', () => {
    expect(optionsOf(['--quick'], NAMES).output).toBe('build/bench');
    expect(optionsOf(['--quick', '--output', 'here'], NAMES).output).toBe('here');
  });

  it('names what there is when something else is asked for', () => {
    expect(() => optionsOf(['--only', 'instal'], NAMES)).toThrow(
      '--only instal: no such measurement; there are install, rest',
    );
    expect(() => optionsOf(['--fast'], NAMES)).toThrow(/--fast[^]*usage: npm run bench/);
  });
});
