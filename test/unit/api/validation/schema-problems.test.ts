import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

/** What people write, where the message has to point, and what it has to say. */
const SLIPS: readonly [why: string, input: unknown, field: string, value: unknown, remedy: RegExp][] = [
  ['nothing at all', undefined, 'spec', undefined, /^is required\.$/],
  ['not an object', 'x', 'spec', 'x', /has to be a map/],
  ['a missing version', {}, 'spec.version', undefined, /^is required; write 1\.4\.10, the newest/],
  ['a version that YAML read as a number', { version: 1.4 }, 'spec.version', 1.4, /write 1\.4\.10, the newest of 1\.4/],
  [
    'a minor without its patch',
    { version: '1.4' },
    'spec.version',
    '1.4',
    /write 1\.4\.10, the newest of 1\.4; `meshwright versions`/,
  ],
  ['an unknown profile', { version, profile: 'big' }, 'spec.profile', 'big', /one of default, demo,/],
  ['an unknown field', { version, mehs: {} }, 'spec.mehs', {}, /unknown field; did you mean spec\.mesh\?/],
  [
    'an unknown field far down',
    { version, gateways: [{ name: 'edge', autoscaling: { maximum: 3 } }] },
    'spec.gateways[0].autoscaling.maximum',
    3,
    /unknown field/,
  ],
  ['text for a switch', { version, paused: 'yes' }, 'spec.paused', 'yes', /has to be true or false/],
  [
    'null for a block',
    { version, components: { pilot: null } },
    'spec.components.pilot',
    null,
    /has to be a map; leave the field out for its default/,
  ],
  [
    'half a pod',
    { version, components: { galley: { replicas: 1.5 } } },
    'spec.components.galley.replicas',
    1.5,
    /a whole number/,
  ],
  [
    'fewer pods than none',
    { version, components: { galley: { replicas: -1 } } },
    'spec.components.galley.replicas',
    -1,
    /at least 0/,
  ],
  ['a version with a v', { version: 'v1.4.10' }, 'spec.version', 'v1.4.10', /write 1\.4\.10; /],
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

describe('a spec that the schema does not take', () => {
  it.each(SLIPS)('%s: field, value, and what was probably meant', (_, input, field, value, remedy) => {
    const refused = expect(() => parseSpec(input));
    refused.toThrow(InvalidSpecError);
    refused.toThrow(
      expect.objectContaining({ problems: [{ field, value, message: expect.stringMatching(remedy) as unknown }] }),
    );
  });
});
