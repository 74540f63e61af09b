import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

it('keeps nothing that it ignores: what is built from the sources is not one of them', () => {
  const isClone = execFileSync('git', ['rev-parse', '--is-inside-work-tree'], { encoding: 'utf8' }).trim();
  expect(isClone).toBe('true');
  expect(execFileSync('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'], { encoding: 'utf8' })).toBe(
    '',
  );
});
