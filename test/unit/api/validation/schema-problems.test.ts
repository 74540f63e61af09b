import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

/** What people write, where the message has to point, and what it has to say. */
const SLIPS: readonly [why: string, input: unknown, field: string, value: unknown, remedy: RegExp][] = [
  ['a version with a v', { version: 'v1.4.10' }, 'spec.version', 'v1.4.10', /write 1\.4\.10\.$/],
  ['a release by another name', { version: 'latest' }, 'spec.version', 'latest', /`meshwright versions` lists/],
  ['a slip of the finger', { version, profil: 'demo' }, 'spec.profil', 'demo', /did you mean spec\.profile\?$/],
  [
    'a component in other letters',
    { version, components: { pilott: {} } },
    'spec.components.pilott',
    {},
    /did you mean spec\.components\.pilot\?$/,
  ],
  ['a field in the wrong block', { version, mtls: true }, 'spec.mtls', true, /did you mean spec\.mesh\.mtls\?$/],
  ['a field like no other', { version, zzz: 1 }, 'spec.zzz', 1, /`meshwright explain spec` tells which there are/],
  [
    'a number in quotes',
    { version, components: { pilot: { replicas: '2' } } },
    'spec.components.pilot.replicas',
    '2',
    /has to be a whole number; write 2 without quotes|has to be a number; write 2 without quotes/,
  ],
  [
    'text for a map',
    { version, gateways: [{ name: 'edge', serviceAnnotations: 'x' }] },
    'spec.gateways[0].serviceAnnotations',
    'x',
    /has to be a map/,
  ],
  [
    'a registry with a space',
    { version, images: { hub: 'docker io' } },
    'spec.images.hub',
    'docker io',
    /without spaces/,
  ],
];

describe('a spec with a slip', () => {
  it.each(SLIPS)('such as %s is answered with what was probably meant', (_, input, field, value, remedy) => {
    const refused = expect(() => parseSpec(input));
    refused.toThrow(InvalidSpecError);
    refused.toThrow(
      expect.objectContaining({ problems: [{ field, value, message: expect.stringMatching(remedy) as unknown }] }),
    );
  });
});
