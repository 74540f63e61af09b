import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extensionsOf } from '../../../src/cli/certificates/x509.ts';
import { AUTHORITY_FILES, type AuthorityFile } from '../../../src/core/certificates/authority-files.ts';
import { checkAuthority } from '../../../src/core/certificates/check-authority.ts';
import { readIssued } from '../../../src/core/rotation/issued.ts';
import { secretOf } from '../../support/certificates.ts';
import { newAuthority } from '../../support/x509.ts';

const now = new Date('2026-06-01T00:00:00Z');
const files = await newAuthority('root', Date.UTC(2026, 0, 1));

/** A PEM file in which one byte is another. */
const damaged = fc
  .record({ file: fc.constantFrom(...AUTHORITY_FILES), at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) })
  .map(({ file, at, byte }): [AuthorityFile, string] => {
    const lines = files[file].trimEnd().split('\n');
    const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    der[at % der.length] = (der[at % der.length] ?? 0) ^ byte;
    return [file, [lines[0], der.toString('base64').replaceAll(/(.{64})/g, '$1\n'), lines.at(-1), ''].join('\n')];
  });
const anything = fc.tuple(fc.constantFrom(...AUTHORITY_FILES), fc.string({ unit: 'binary' }));

describe('the check of an authority', () => {
  it('takes whatever stands in a file', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, anything), ([file, text]) => {
        for (const { message, remedy } of checkAuthority({ ...files, [file]: text }, { now, extensionsOf }))
          expect([message, remedy]).not.toContain('');
      }),
      { numRuns: 1000 },
    );
  });

  it('takes whatever a workload was given', () => {
    fc.assert(
      fc.property(damaged, ([, text]) => {
        const secret = secretOf('istio.default', { 'cert-chain.pem': text, 'root-cert.pem': text });
        expect(readIssued(secret).account).toBe('default');
      }),
      { numRuns: 500 },
    );
  });
});
