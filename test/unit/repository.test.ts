import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ISTIO } from '../support/istio-api.ts';

it('keeps nothing that it ignores: what is built from the sources is not one of them', () => {
  const isClone = execFileSync('git', ['rev-parse', '--is-inside-work-tree'], { encoding: 'utf8' }).trim();
  expect(isClone).toBe('true');
  expect(execFileSync('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'], { encoding: 'utf8' })).toBe(
    '',
  );
});

it('validates with the same Istio whose charts it reads', () => {
  const [, pinned] = /^\s*(?:require )?(istio\.io\/istio v\S+)/m.exec(
    readFileSync('test/tools/istio-validation/go.mod', 'utf8'),
  )!;
  expect(pinned?.replace(' ', '@')).toBe(ISTIO);
});
