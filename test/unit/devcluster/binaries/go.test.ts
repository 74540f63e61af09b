import { describe, expect, it } from '@jest/globals';
import { GoMissingError } from '../../../../devcluster/errors.ts';
import { findGo, isAtLeast, parseGoVersion } from '../../../../devcluster/binaries/go.ts';

describe('finding a Go', () => {
  it.each([
    ['go version go1.26.8 linux/amd64\n', '1.26.8'],
    ['go version go1.27 darwin/arm64', '1.27'],
    ['go version go1.27rc1 linux/amd64', undefined],
    ['', undefined],
  ])('reads %j as %s', (output, version) => {
    expect(parseGoVersion(output)).toBe(version);
  });

  it.each([
    ['1.26.0', '1.26.0', true],
    ['1.26', '1.26.0', true],
    ['1.27', '1.26.5', true],
    ['2.0.0', '1.26.0', true],
    ['1.9.7', '1.26.0', false],
    ['1.26.4', '1.26.5', false],
  ])('says whether %s is at least %s: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });

  it('names the three ways on where there is neither Go nor pip', async () => {
    const go = await findGo({ PATH: '' }, '/nowhere', { log: () => undefined });
    const failure = await go.command().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GoMissingError);
    expect(String(failure)).toMatch(/install Go 1\.26.*KUBEBUILDER_ASSETS.*KUBECONFIG/s);
  });
});
