import { describe, expect, it } from '@jest/globals';
import { imageOfRepository, parseOptions } from '../../../../scripts/release/options.ts';

describe('options of npm run release', () => {
  it('are a release of everything into dist-release unless something is said', () => {
    expect(parseOptions([])).toEqual({
      output: 'dist-release',
      snapshot: false,
      image: true,
      repository: 'https://github.com/meshwright/meshwright',
    });
  });

  it('say what is built, from where it will be downloaded, and where to', () => {
    const repository = 'https://github.com/Somebody/fork';
    expect(parseOptions(['--output', 'o', '--snapshot', '--without-image', '--repository', repository])).toEqual({
      output: 'o',
      snapshot: true,
      image: false,
      repository,
    });
    expect(imageOfRepository(repository)).toBe('ghcr.io/somebody/fork');
  });

  it('are refused with what there is', () => {
    expect(() => parseOptions(['--snapshots'])).toThrow(/^Unknown option '--snapshots'[^]*--snapshot +build what/);
    expect(() => parseOptions(['--repository', 'fork'])).toThrow('--repository is fork, not like https://github.com/');
  });
});
